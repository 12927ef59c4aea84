import { shownAddress } from '../domain/data/shown-address.ts';
import { reachOfImage } from '../domain/spec/image-hosts.ts';
import type { DataSpec } from '../domain/spec/run-spec.ts';
import { keys } from '../runs/keys.ts';
import { addressKey, type Fetched, type ImagesByAddress } from '../sources/images-by-address.ts';
import { type Fetching, fetchImage } from '../sources/web/fetch-image.ts';
import { createGuardedFetch } from '../sources/web/guarded-fetch.ts';
import type { ArtifactStore, Segment } from '../storage/artifact-store.ts';
import { whyNoImage } from './images.ts';

/** What an address gave, as it is written down: by a hash, since an address may hold a secret. */
type Entry = { address: string } & ({ sha256: string; bytes: number } | { problem: string });

/** All that addresses have given. */
export interface FetchedFile {
  sha256: string;
  bytes: number;
}

/** Images that are fetched from their addresses, each once for all attempts at a data set. */
export interface FetchedImages extends ImagesByAddress {
  /** Reads what was written down for the data set of a folder, and fetches nothing. */
  recall(folder: string): Promise<void>;
  /** Opens what earlier attempts at the data set of a folder have written down, to add to it. */
  begin(folder: string): Promise<Gathering>;
}

/** An attempt at fetching what is missing. */
export interface Gathering {
  isKnown(address: URL): boolean;
  /** Fetches an image and writes down what came of it. */
  fetch(address: URL, signal: AbortSignal): Promise<void>;
  /** Addresses that gave no image, for which the data set will be refused. */
  refusals(): number;
  /** Settles what each address gave, for whoever reads it from now on. */
  finish(): Promise<FetchedFile | undefined>;
  close(): Promise<void>;
}

export interface FetchedImagesPlace extends Pick<Fetching, 'onWait' | 'leastWait' | 'mostTime'> {
  store: ArtifactStore;
  data: Pick<DataSpec, 'images' | 'badRows'>;
}

/** Opens the images of a data set that lie at addresses. */
export function openFetchedImages({ store, data, ...how }: FetchedImagesPlace): FetchedImages {
  const known = new Map<string, Entry>();
  /** Of a data set that is refused for them. They are not kept: what is missing now may be there for the next attempt. */
  const problems = new Map<string, string>();

  /** True where all is there. */
  async function readWritten(key: string): Promise<boolean> {
    const published = await store.find(key);
    known.clear();
    const entries = published ? store.readLines<Entry>(published) : store.readSegments<Entry>(key);
    // Of two attempts at an address that which is on disk first holds.
    for await (const entry of entries) if (!known.has(entry.address)) known.set(entry.address, entry);
    return published !== undefined;
  }

  async function at(address: URL): Promise<Fetched | undefined> {
    const hash = addressKey(address);
    const entry = known.get(hash);
    if (entry && 'sha256' in entry) return { bytes: await store.readObject(entry.sha256) };
    const problem = entry?.problem ?? problems.get(hash);
    if (problem !== undefined) return { problem };
    if (problems.size === 0) return undefined;
    return { problem: `names ${shownAddress(address)}, which was not fetched since so many others gave no image` };
  }

  async function begin(folder: string): Promise<Gathering> {
    const key = keys.fetchedImagesIn(folder);
    problems.clear();
    const isComplete = await readWritten(key);
    const guarded = createGuardedFetch({ reach: (address) => reachOfImage(data.images, address) ?? refused(address) });
    let segment: Promise<Segment> | undefined;

    async function keep(entry: Entry): Promise<void> {
      segment ??= store.openSegment(key);
      await (await segment).append(entry);
      known.set(entry.address, entry);
    }

    async function fetch(address: URL, signal: AbortSignal): Promise<void> {
      const hash = addressKey(address);
      const fetched = await imageAt(address, { ...how, signal, fetch: guarded.fetch });
      if ('bytes' in fetched) {
        const { sha256, bytes } = await store.putObject(fetched.bytes, 'application/octet-stream');
        await keep({ address: hash, sha256, bytes });
      } else if (data.badRows === 'leave') await keep({ address: hash, problem: fetched.problem });
      else problems.set(hash, fetched.problem);
    }

    async function finish(): Promise<FetchedFile | undefined> {
      if (problems.size > 0 || known.size === 0) return undefined;
      if (!isComplete) await readWritten(key);
      const sorted = [...known.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
      const content = sorted.map((entry) => `${JSON.stringify(entry)}\n`);
      const { sha256 } = await store.publish({ key, mediaType: 'application/jsonl', content });
      // Another attempt may have been faster.
      await readWritten(key);
      const bytes = [...known.values()].reduce((sum, entry) => sum + ('bytes' in entry ? entry.bytes : 0), 0);
      return { sha256, bytes };
    }

    return {
      isKnown: (address) => known.has(addressKey(address)),
      fetch,
      refusals: () => problems.size,
      finish,
      close: async () => {
        await guarded.close();
        await (await segment)?.close();
      },
    };
  }

  const recall = async (folder: string) => void (await readWritten(keys.fetchedImagesIn(folder)));

  return { at, recall, begin };
}

async function imageAt(address: URL, how: Fetching): Promise<Fetched> {
  const fetched = await fetchImage(address, how);
  if ('problem' in fetched) return fetched;
  const why = await whyNoImage(fetched.bytes);
  return why === undefined ? fetched : { problem: `names ${shownAddress(address)}, which holds no image: ${why}` };
}

/** Of redirects: what a row names was held against the spec before. */
function refused(address: URL): { refused: string } {
  return { refused: `data.images.hosts does not allow ${address.host}` };
}
