import { type DataFile, openDataFile } from '../data-file.ts';
import { InputError } from '../source.ts';
import type { Patience, Waiting } from '../web/attempts.ts';
import { type Cache, discard } from './cache.ts';
import { download } from './download.ts';
import { type Found, type Needed, nameOf } from './find.ts';
import type { HubRequests } from './requests.ts';

/** A file of the cache, opened, with what it is needed for. */
export interface OpenedFile {
  needed: Needed;
  sha256: string;
  file: DataFile;
}

/** Where files come from and where they are kept. */
interface Keeping {
  requests: HubRequests;
  cache: Cache;
  repository: string;
  found: Found;
  patience: Patience;
}

/** Gets files of a data set into the cache, one process at a time, and opens them there. */
export interface Keeper {
  /** Bytes of the files that are not there yet. */
  missing(): Promise<number>;
  /** Downloads those; `onBytes` hears of each piece. */
  fetchMissing(onBytes: (bytes: number) => void): Promise<void>;
  /** Opens a file whose content has been held against its hash; one that somebody has changed in the cache is fetched again. */
  open(needed: Needed, onBytes: (bytes: number) => void): Promise<OpenedFile>;
}

export function createKeeper({ requests, cache, repository, found, patience }: Keeping): Keeper {
  const { commit, files } = found;

  async function due(): Promise<Needed[]> {
    const kept = await Promise.all(files.map(({ file }) => cache.find(file)));
    return files.filter((_, index) => kept[index] === undefined);
  }

  async function fetchOne({ file }: Needed, onBytes: (bytes: number) => void): Promise<void> {
    const onWait = () => patience.onWait?.(otherWait(file.path));
    await cache.alone(file, { signal: patience.signal, onWait }, async () => {
      // Another process, another data set or another split may have had it in the meantime.
      if (await cache.find(file)) onBytes(file.bytes);
      else await download(file, { requests, cache, repository, commit, patience, onBytes });
    });
  }

  async function openIfSound(needed: Needed, onBytes: (bytes: number) => void): Promise<OpenedFile | undefined> {
    const kept = await cache.find(needed.file);
    if (!kept) return undefined;
    const file = await openDataFile(kept.path, nameOf(repository, commit, needed.file.path));
    const isSound = await file.hash(onBytes).then(
      (sha256) => sha256 === kept.sha256,
      (error: unknown) => file.close().then(() => Promise.reject(error)),
    );
    if (isSound) return { needed, sha256: kept.sha256, file };
    await file.close();
    await discard(kept.path);
    return undefined;
  }

  return {
    missing: async () => bytesOf(await due()),
    async fetchMissing(onBytes) {
      const still = await due();
      await cache.requireRoom(bytesOf(still));
      for (const needed of still) await fetchOne(needed, onBytes);
    },
    async open(needed, onBytes) {
      const sound = await openIfSound(needed, onBytes);
      if (sound) return sound;
      await fetchOne(needed, () => undefined);
      const again = await openIfSound(needed, () => undefined);
      if (again) return again;
      throw new InputError(
        `${needed.file.path} is changed in the cache as soon as it is there. Set TEMPERA_CACHE to another folder.`,
      );
    },
  };
}

function bytesOf(files: readonly Needed[]): number {
  return files.reduce((sum, { file }) => sum + file.bytes, 0);
}

function otherWait(path: string): Waiting {
  return { until: Date.now() + 1000, reason: `somebody else here downloads ${path}` };
}
