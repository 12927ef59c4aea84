import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { glob, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Split } from '../../domain/sample.ts';
import { InputError, type SourceFile } from './source.ts';

/** The files that a pattern such as `covers/train-*.parquet` names, sorted; none may lie outside the data folder. */
export async function findDataFiles(dataDirectory: string, pattern: string): Promise<string[]> {
  const found: string[] = [];
  if (path.isAbsolute(pattern) || pattern.split(/[\\/]/).includes('..')) throw outside(pattern);
  for await (const name of glob(pattern, { cwd: dataDirectory })) found.push(name);
  if (found.length === 0) {
    throw new InputError(
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

/** What identifies a source file. */
export async function describeFile(dataDirectory: string, file: string, split: Split): Promise<SourceFile> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  const name = path.relative(dataDirectory, file).split(path.sep).join('/');
  return { path: name, split, bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}
