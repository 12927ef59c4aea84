import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { glob, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Split } from '../domain/sample.ts';
import type { DataSpec } from '../domain/spec/run-spec.ts';
import { InputError, MissingData, type SourceFile } from './source.ts';

const splits = ['train', 'validation', 'test'] as const;

/** The files that a pattern such as `covers/train-*.parquet` names, sorted; none may lie outside the data folder. */
export async function findDataFiles(dataDirectory: string, pattern: string): Promise<string[]> {
  const found: string[] = [];
  if (path.isAbsolute(pattern) || pattern.split(/[\\/]/).includes('..')) throw outside(pattern);
  for await (const name of glob(pattern, { cwd: dataDirectory })) found.push(name);
  if (found.length === 0) {
    throw new MissingData(
      `no file ${JSON.stringify(pattern)} in the data folder ${dataDirectory}. Set TEMPERA_DATA to the folder that holds it.`,
    );
  }
  for (const name of found) await refuseOutside(dataDirectory, name);
  return found.sort().map((name) => path.join(dataDirectory, name));
}

/** A link may point anywhere, so what counts is where it leads. */
async function refuseOutside(dataDirectory: string, name: string): Promise<void> {
  const [root, file] = await Promise.all([realpath(dataDirectory), realpath(path.join(dataDirectory, name))]);
  if (!file.startsWith(root.endsWith(path.sep) ? root : root + path.sep)) throw outside(name);
}

function outside(name: string): InputError {
  return new InputError(
    `data file ${JSON.stringify(name)} lies outside the data folder. Data is read below TEMPERA_DATA only.`,
  );
}

/** Bytes read so far, of all there are. */
export interface BytesRead {
  done: number;
  total: number;
}

/** What identifies the files of a data set, split by split, each split's by name. */
export async function describeDataFiles(
  dataDirectory: string,
  source: DataSpec['source'],
  onProgress: (progress: BytesRead) => void = () => undefined,
): Promise<SourceFile[]> {
  const named: { split: Split; file: string; bytes: number }[] = [];
  for (const split of splits) {
    const pattern = source[split];
    const files = pattern === undefined ? [] : await findDataFiles(dataDirectory, pattern);
    for (const file of files) named.push({ split, file, bytes: (await stat(file)).size });
  }
  const progress = { done: 0, total: named.reduce((sum, { bytes }) => sum + bytes, 0) };
  const described: SourceFile[] = [];
  for (const { split, file, bytes } of named) {
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(file)) {
      hash.update(chunk as Buffer);
      progress.done += (chunk as Buffer).length;
      onProgress(progress);
    }
    const name = path.relative(dataDirectory, file).split(path.sep).join('/');
    described.push({ path: name, split, bytes, sha256: hash.digest('hex') });
  }
  return described;
}
