import { glob, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { splits } from '../domain/data/sample.ts';
import type { DataSpec } from '../domain/spec/run-spec.ts';
import { type DataFile, openDataFile } from './data-file.ts';
import { type BytesRead, InputError, MissingData, type Part, type SourceFile } from './source.ts';

/** The files that a pattern such as `covers/train-*.parquet` names, sorted; none may lie outside the data folder. */
export async function findDataFiles(dataDirectory: string, pattern: string): Promise<string[]> {
  const found: string[] = [];
  if (path.isAbsolute(pattern) || pattern.split(/[\\/]/).includes('..')) throw outside(pattern);
  for await (const name of glob(pattern, { cwd: dataDirectory })) found.push(name);
  if (found.length === 0) {
    throw new MissingData(
      `no file ${JSON.stringify(pattern)} in the data folder ${dataDirectory}. Set TEMPERA_DATA, for client and worker, to the folder that holds it.`,
    );
  }
  for (const name of found) await refuseOutside(dataDirectory, name);
  const paths = found.sort().map((name) => path.join(dataDirectory, name));
  const kinds = await Promise.all(paths.map((file) => stat(file)));
  const files = paths.filter((_, index) => !kinds[index]?.isDirectory());
  if (files.length === 0) throw folder(found[0] ?? pattern);
  return files;
}

/** Whether each pattern of a source names files that lie in the folder. Throws {@link InputError} for one that leaves it. */
export async function areThere(dataDirectory: string, source: DataSpec['source']): Promise<boolean> {
  try {
    for (const split of [...splits, 'all'] as const) {
      if (source[split] !== undefined) await findDataFiles(dataDirectory, source[split]);
    }
    return true;
  } catch (error) {
    if (error instanceof MissingData) return false;
    throw error;
  }
}

/** A link may point anywhere, so what counts is where it leads. */
async function refuseOutside(dataDirectory: string, name: string): Promise<void> {
  const root = await realpath(dataDirectory);
  const file = await realpath(path.join(dataDirectory, name)).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `data file ${JSON.stringify(name)} cannot be found (${error.code}): it is a link that leads nowhere. Mend or remove it.`,
    );
  });
  if (!file.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) throw outside(name);
}

function folder(name: string): InputError {
  const within = path.posix.join(name.replaceAll('\\', '/'), '*.parquet');
  return new InputError(
    `${JSON.stringify(name)} in the data folder is a folder. Name the Parquet files in it, such as ${JSON.stringify(within)}; what Hugging Face's save_to_disk wrote there (*.arrow) becomes one by load_from_disk and to_parquet.`,
  );
}

function outside(name: string): InputError {
  return new InputError(
    `data file ${JSON.stringify(name)} lies outside the data folder. Data is read below TEMPERA_DATA only.`,
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
      for (const file of pattern === undefined ? [] : await findDataFiles(dataDirectory, pattern)) {
        files[split].push(await openDataFile(file, nameIn(dataDirectory, file)));
      }
    }
    return files;
  } catch (error) {
    for (const file of Object.values(files).flat()) await file.close();
    throw error;
  }
}
