import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { arrowBytes } from '../fakes/arrow.ts';
import { writeParquet } from '../fakes/parquet.ts';

const rows = [
  { image: null, questions: ['a', 'b'], answers: ['c', 'd'] },
  { image: null, questions: ['e'], answers: [] },
  { image: new Uint8Array([1, 2, 3]), questions: null, answers: ['x'] },
];

/** A small Parquet file with bytes, lists and nulls. */
export async function smallFile(folder: string): Promise<Buffer> {
  const filename = path.join(folder, 'small.parquet');
  await writeParquet(filename, rows);
  return readFile(filename);
}

/** The same rows as an Arrow stream, in two batches. */
export async function smallArrowFile(): Promise<Buffer> {
  return Buffer.from(arrowBytes(rows, 2));
}
