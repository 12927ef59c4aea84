import { glob, stat } from 'node:fs/promises';
import path from 'node:path';
import { splits } from '../domain/data/sample.ts';
import type { DataSpec } from '../domain/spec/run-spec.ts';
import type { SourceKind } from '../domain/spec/source-spec.ts';
import { type DataFile, openDataFile } from './data-file.ts';
import { openFolder } from './folders/open-folder.ts';
import { refuseLeaving, refuseOutside } from './inside.ts';
import { type BytesRead, InputError, MissingData, type Part, type SourceFile } from './source.ts';

type FilesSource = Exclude<DataSpec['source'], { kind: 'hub' }>;

/** The files that a pattern such as `covers/train-*.parquet` names, sorted; none may lie outside the data folder. */
export async function findDataFiles(dataDirectory: string, pattern: string): Promise<string[]> {
  const found: string[] = [];
  refuseLeaving(pattern);
  for await (const name of glob(pattern, { cwd: dataDirectory })) found.push(name);
  if (found.length === 0) throw missing(dataDirectory, pattern);
  for (const name of found) await refuseOutside(dataDirectory, name);
  const paths = found.sort().map((name) => path.join(dataDirectory, name));
  const kinds = await Promise.all(paths.map((file) => stat(file)));
  const files = paths.filter((_, index) => !kinds[index]?.isDirectory());
  if (files.length === 0) throw folder(found[0] ?? pattern);
  return files;
}

function missing(dataDirectory: string, pattern: string): MissingData {
  return new MissingData(
    `no file ${JSON.stringify(pattern)} in the data folder ${dataDirectory}. Set TEMPERA_DATA, for client and worker, to the folder that holds it.`,
  );
}

/** The one folder that a name stands for, by its path in the data folder; undefined where it names files. */
async function findFolder(dataDirectory: string, name: string): Promise<string | undefined> {
  refuseLeaving(name);
  const folder = path.join(dataDirectory, name);
  const stats = await stat(folder).catch(() => undefined);
  if (!stats?.isDirectory()) return undefined;
  await refuseOutside(dataDirectory, name);
  return nameIn(dataDirectory, folder) || '.';
}

/** Whether each pattern of a source names files that lie in the folder. Throws {@link InputError} for one that leaves it. */
export async function areThere(dataDirectory: string, source: DataSpec['source']): Promise<boolean> {
  return source.kind !== 'hub' && (await whatIsMissing(dataDirectory, source)) === undefined;
}

/** Which pattern of a source names no file in the folder, in words. Throws {@link InputError} for one that leaves it. */
export async function whatIsMissing(dataDirectory: string, source: FilesSource): Promise<string | undefined> {
  try {
    for (const split of [...splits, 'all'] as const) {
      const pattern = source[split];
      if (pattern === undefined || (await findFolder(dataDirectory, pattern)) !== undefined) continue;
      await findDataFiles(dataDirectory, pattern);
    }
    return undefined;
  } catch (error) {
    if (error instanceof MissingData) return error.message;
    throw error;
  }
}

function folder(name: string): InputError {
  const within = path.posix.join(name.replaceAll('\\', '/'), '*');
  return new InputError(
    `${JSON.stringify(name)} in the data folder is a folder. Name the files in it, such as ${JSON.stringify(within)}; of data, the folder by its name alone will do.`,
  );
}

/** The files of a data set, each opened once: what is read of one is what was hashed, whatever takes its name meanwhile. */
export interface DataFiles {
  /** In the order of their names; none where the source names none for the split. */
  of(split: Part): Promise<readonly DataFile[]>;
  /** What identifies all files, split by split. */
  describe(onProgress?: (progress: BytesRead) => void): Promise<SourceFile[]>;
  /** Throws {@link InputError} where a file was written to since it was opened. */
  requireUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the files that a source names, once the first of them is wanted. */
export function openDataFiles(dataDirectory: string, source: DataSpec['source']): DataFiles {
  let opening: Promise<Record<Part, DataFile[]>> | undefined;
  let describing: Promise<SourceFile[]> | undefined;

  function opened(): Promise<Record<Part, DataFile[]>> {
    opening ??= openAll(dataDirectory, source);
    return opening;
  }

  async function describe(onProgress: (progress: BytesRead) => void = () => undefined): Promise<SourceFile[]> {
    const files = Object.entries(await opened()).flatMap(([split, ofSplit]) =>
      ofSplit.map((file) => ({ split: split as Part, file })),
    );
    const progress = { done: 0, total: files.reduce((sum, { file }) => sum + file.bytes, 0) };
    const described: SourceFile[] = [];
    for (const { split, file } of files) {
      const sha256 = await file.hash((bytes) => {
        progress.done += bytes;
        onProgress(progress);
      });
      described.push({ path: file.name, split, bytes: file.bytes, sha256 });
    }
    return described;
  }

  async function filesThere(): Promise<DataFile[]> {
    return opening === undefined ? [] : Object.values(await opening.catch(() => ({}) as never)).flat();
  }

  return {
    of: async (split) => (await opened())[split],
    describe: (onProgress) => {
      describing ??= describe(onProgress);
      return describing;
    },
    requireUnchanged: async () => {
      for (const file of await filesThere()) await file.requireUnchanged();
    },
    close: async () => {
      for (const file of await filesThere()) await file.close();
    },
  };
}

function nameIn(dataDirectory: string, file: string): string {
  return path.relative(dataDirectory, file).split(path.sep).join('/');
}

async function openAll(dataDirectory: string, source: DataSpec['source']): Promise<Record<Part, DataFile[]>> {
  const files: Record<Part, DataFile[]> = { train: [], validation: [], test: [], unlabelled: [], all: [] };
  try {
    for (const split of [...splits, 'all'] as const) {
      const pattern = source[split];
      if (pattern !== undefined) files[split].push(...(await openNamed(dataDirectory, pattern, source.kind)));
    }
    return files;
  } catch (error) {
    for (const file of Object.values(files).flat()) await file.close();
    throw error;
  }
}

/** What a pattern names, opened: files, or those of one folder. */
async function openNamed(dataDirectory: string, pattern: string, kind: SourceKind): Promise<DataFile[]> {
  const folder = await findFolder(dataDirectory, pattern);
  if (folder !== undefined) return openFolder(dataDirectory, folder, kind);
  const opened: DataFile[] = [];
  try {
    for (const file of await findDataFiles(dataDirectory, pattern)) {
      opened.push(await openDataFile(file, nameIn(dataDirectory, file)));
    }
    return opened;
  } catch (error) {
    for (const file of opened) await file.close();
    throw error;
  }
}
