import type { SourceSpec } from '../../domain/spec/source-spec.ts';
import type { DataFiles } from '../data-files.ts';
import type { BytesRead, SourceFile } from '../source.ts';
import type { Patience, Waiting } from '../web/attempts.ts';
import { openCache } from './cache.ts';
import { findFiles, pinnedFiles } from './find.ts';
import { createKeeper, type OpenedFile } from './keeper.ts';
import { openRepository } from './repository.ts';
import { openRequests } from './requests.ts';
import { hubSettings } from './settings.ts';

/** How a data set on a hub is opened. */
export interface HubOptions {
  environment?: NodeJS.ProcessEnv;
  /** The files that a run was begun with: then they are fetched from the same commit, and held against their hashes. */
  pinned?: readonly SourceFile[] | undefined;
  /** Ends a download at once. */
  signal?: AbortSignal | undefined;
  /** Hears of what is downloaded or read, whoever wanted it first. */
  onProgress?: ((progress: BytesRead) => void) | undefined;
  /** Milliseconds before something is tried again. */
  leastWait?: number | undefined;
}

/** The files of a data set on a hub, downloaded once and kept by content, and the one folder that they lie in. */
export function openHubFiles(source: SourceSpec, options: HubOptions = {}): { files: DataFiles; folder: string } {
  const name = source.name ?? '';
  const { signal, environment = process.env } = options;
  const settings = hubSettings(source.hubUrl, environment);
  const cache = openCache(settings.cache);
  const hearing = new Set([options.onProgress]);
  const tell = (progress: BytesRead) => hearing.forEach((hear) => void hear?.(progress));
  let opening: Promise<OpenedFile[]> | undefined;

  async function openAll(): Promise<OpenedFile[]> {
    const progress: BytesRead = { done: 0, total: 0 };
    const say = (waiting?: Waiting) => tell({ ...progress, doing: 'downloading', ...(waiting && { waiting }) });
    const patience: Patience = { signal, leastWait: options.leastWait, onWait: say };
    const requests = openRequests(settings);
    try {
      const repository = openRepository(requests, settings.endpoint, name, patience);
      const found = pinnedFiles(name, options.pinned) ?? (await findFiles(repository, source));
      const keeper = createKeeper({ requests, cache, repository: name, found, patience });
      progress.total = await keeper.missing();
      const onBytes = (bytes: number) => {
        progress.done += bytes;
        say();
      };
      if (progress.total > 0) {
        // The size is said before anything comes.
        say();
        await keeper.fetchMissing(onBytes);
      }
      const files = found.files.map((needed) => () => keeper.open(needed, onRead));
      const read: BytesRead = { done: 0, total: found.files.reduce((sum, { file }) => sum + file.bytes, 0) };
      function onRead(bytes: number): void {
        signal?.throwIfAborted();
        read.done += bytes;
        tell(read);
      }
      return await allOrNone(files);
    } finally {
      await requests.close();
    }
  }

  function opened(): Promise<OpenedFile[]> {
    opening ??= openAll();
    return opening;
  }

  const those = async () => (opening === undefined ? [] : opening.catch(() => []));

  const files: DataFiles = {
    of: async (part) => (await opened()).filter(({ needed }) => needed.part === part).map(({ file }) => file),
    describe: async (onProgress) => {
      hearing.add(onProgress);
      return (await opened()).map(({ needed, sha256, file }) => ({
        path: file.name,
        split: needed.part,
        bytes: file.bytes,
        sha256,
      }));
    },
    requireUnchanged: async () => {
      for (const { file } of await those()) await file.requireUnchanged();
    },
    close: async () => {
      for (const { file } of await those()) await file.close();
    },
  };
  return { files, folder: settings.cache };
}

async function allOrNone(opening: readonly (() => Promise<OpenedFile>)[]): Promise<OpenedFile[]> {
  const all: OpenedFile[] = [];
  try {
    for (const open of opening) all.push(await open());
    return all;
  } catch (error) {
    for (const { file } of all) await file.close();
    throw error;
  }
}
