import type { DataSpec } from '../../domain/spec/run-spec.ts';
import { kindOfFile } from '../../domain/spec/table-kinds.ts';
import type { DataFile } from '../data-file.ts';
import type { DataFiles } from '../data-files.ts';
import { InputError, type Part } from '../source.ts';
import { createTableSource } from '../table-source.ts';
import { attempting, Passing, type Patience } from '../web/attempts.ts';
import { bytesWithin } from './bodies.ts';
import { openCache } from './cache.ts';
import { type Found, findFiles, type Needed, nameOf } from './find.ts';
import type { HubOptions } from './hub-files.ts';
import { openRepository, resolvePath } from './repository.ts';
import { type HubRequests, openRequests } from './requests.ts';
import { hubSettings } from './settings.ts';

/** What is known of a data set on a hub without downloading it. */
export interface HubLook {
  name: string;
  commit: string;
  parts: { part: Part; files: number; bytes: number }[];
  /** Bytes that are not in the cache yet. */
  missing: number;
}

/**
 * Looks whether a data set has what a spec names, by what describes it and by the last bytes of a Parquet file of each
 * split, which tell its columns. Throws {@link InputError}.
 */
export async function lookAtHub(data: DataSpec, options: HubOptions = {}): Promise<HubLook> {
  const { name = '' } = data.source;
  const { signal, leastWait, environment = process.env } = options;
  const settings = hubSettings(data.source.hubUrl, environment);
  const requests = openRequests(settings);
  const patience: Patience = { signal, leastWait };
  try {
    const found = await findFiles(openRepository(requests, settings.endpoint, name, patience), data.source);
    const cache = openCache(settings.cache);
    const kept = await Promise.all(found.files.map(({ file }) => cache.find(file)));
    await readColumns(data, found, { requests, patience, name, folder: settings.cache });
    const missing = bytesOf(found.files.filter((_, index) => kept[index] === undefined));
    return { name, commit: found.commit, parts: partsOf(found), missing };
  } finally {
    await requests.close();
  }
}

function partsOf({ files }: Found): HubLook['parts'] {
  return [...Map.groupBy(files, ({ part }) => part)].map(([part, own]) => ({
    part,
    files: own.length,
    bytes: bytesOf(own),
  }));
}

function bytesOf(files: readonly Needed[]): number {
  return files.reduce((sum, { file }) => sum + file.bytes, 0);
}

/** How a hub is read. */
export interface Reading {
  requests: HubRequests;
  patience: Patience;
  name: string;
  folder: string;
}

/** The first file of each split stands for all of them; of what is no Parquet one learns only whether it may be read. */
async function readColumns(data: DataSpec, { commit, files }: Found, reading: Reading): Promise<void> {
  const first = new Map<Part, DataFile>();
  for (const { part, file } of files) if (!first.has(part)) first.set(part, remoteFile(file, commit, reading));
  const ofParts: DataFiles = {
    of: async (part) => [first.get(part)].filter((file) => file !== undefined),
    describe: async () => [],
    requireUnchanged: async () => undefined,
    close: async () => undefined,
  };
  const source = createTableSource(reading.folder, ofParts, data);
  for (const [part, file] of first) {
    if (kindOfFile(file.path) === 'parquet') await source.count(part);
    else if (file.bytes > 0) await file.slice(0, 1);
  }
}

/** Bytes that one range may have, since it is held in memory: far more than a usual footer. */
const mostBytes = 64_000_000;

/** A file of a hub that is read by ranges. */
export function remoteFile(
  { path, bytes }: Needed['file'],
  commit: string,
  { requests, patience, name }: Omit<Reading, 'folder'>,
): DataFile {
  async function slice(start: number, end = bytes): Promise<ArrayBuffer> {
    if (end - start > mostBytes) throw new InputError(`${path} has a footer of more than ${mostBytes} bytes.`);
    return attempting(async () => {
      const { response } = await requests.get(
        resolvePath(name, commit, path),
        { repository: name, revision: commit, file: path },
        { headers: { range: `bytes=${start}-${end - 1}` }, ...(patience.signal && { signal: patience.signal }) },
      );
      if (response.status !== 206)
        throw new InputError(`the hub gives no parts of ${path}, so that its columns are not seen.`);
      const content = await bytesWithin(response, end - start, path);
      if (content.length < end - start) throw new Passing(`${path} ends in the middle`);
      return Uint8Array.from(content).buffer;
    }, patience);
  }
  return {
    path,
    name: nameOf(name, commit, path),
    bytes,
    modified: '',
    hash: () => Promise.reject(new Error('not read as a whole')),
    slice,
    requireUnchanged: async () => undefined,
    close: async () => undefined,
  };
}
