import type { Split } from '../domain/data/sample.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { addressKey } from '../sources/images-by-address.ts';
import type { DataSource, Part, SourceFile } from '../sources/source.ts';
import { splitSource } from '../sources/split-source.ts';
import type { FetchedImages, Gathering } from './fetched-images.ts';
import type { Done } from './images-done.ts';
import { overlapping } from './overlapping.ts';
import { choose } from './read-split.ts';

/** Images that are fetched at the same time, each of which may take 64 MB of memory, and once more as it is put together. */
const atOnce = 8;

/** Images without which a data set is refused that are looked for before it is: who is told of so many need not hear of all. */
const mostRefused = 100;

export interface ImageGathering {
  spec: RunSpec;
  source: DataSource;
  fetched?: FetchedImages | undefined;
  /** That of the data set, in the store. */
  folder: string;
  /** The splits that will be read. */
  splits: readonly Split[];
  progress: Done;
  signal?: AbortSignal | undefined;
}

/**
 * Fetches the images of all rows that will be read, those that nobody has fetched yet, and gives what stands for all of
 * them among the files of the data set; undefined where none lies at an address.
 */
export async function gatherImages(given: ImageGathering): Promise<SourceFile | undefined> {
  const { spec, fetched } = given;
  if (!spec.data.images || !fetched) return undefined;
  const { progress } = given;
  const gathering = await fetched.begin(given.folder);
  progress.what = 'images fetched';
  const stop = new AbortController();
  const signal = AbortSignal.any([stop.signal, ...(given.signal ? [given.signal] : [])]);
  try {
    await overlapping(missingIn(given, gathering), atOnce, async (address) => {
      signal.throwIfAborted();
      // Others may be waiting, and for nothing by now.
      await gathering.fetch(address, signal).catch((error: unknown) => {
        stop.abort();
        throw error;
      });
      progress.done += 1;
    });
    const all = await gathering.finish();
    return all && { path: 'images by their addresses', split: 'all', ...all };
  } finally {
    Object.assign(progress, { done: 0, total: 0 });
    delete progress.what;
    await gathering.close();
  }
}

/** Addresses that nobody has fetched, each once. */
async function* missingIn(given: ImageGathering, gathering: Gathering): AsyncGenerator<URL> {
  const seen = new Set<string>();
  for await (const address of addressesIn(given)) {
    const key = addressKey(address);
    if (seen.has(key) || gathering.isKnown(address)) continue;
    if (gathering.refusals() >= mostRefused) return;
    seen.add(key);
    given.progress.total += 1;
    yield address;
  }
}

async function* addressesIn(given: ImageGathering): AsyncGenerator<URL> {
  for await (const { source, part, rows } of partsOf(given)) {
    for await (const { addresses = [] } of source.read(part, rows)) yield* addresses;
  }
}

interface Rows {
  source: DataSource;
  part: Part;
  rows: Pick<ReadonlySet<number>, 'has'>;
}

/** To split by shares takes the images of all rows; else those of rows that are taken will do. */
async function* partsOf({ spec, source, splits }: ImageGathering): AsyncGenerator<Rows> {
  const { split: rule } = spec.data;
  const byShares = rule !== undefined && 'shares' in rule;
  const dealt = byShares ? source : await splitSource(source, spec.data, async () => undefined);
  if (byShares) yield { source, part: 'all', rows: { has: () => true } };
  for (const split of splits.filter((one) => dealt.has(one))) {
    yield { source: dealt, part: split, rows: new Set(await choose(split, spec, dealt)) };
  }
}
