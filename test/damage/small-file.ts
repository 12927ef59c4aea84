import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { writeParquet } from '../fakes/parquet.ts';

/** A small Parquet file with bytes, lists and nulls. */
export async function smallFile(folder: string): Promise<Buffer> {
  const filename = path.join(folder, 'small.parquet');
  await writeParquet(filename, [
    { image: null, questions: ['a', 'b'], answers: ['c', 'd'] },
    { image: null, questions: ['e'], answers: [] },
    { image: new Uint8Array([1, 2, 3]), questions: null, answers: ['x'] },
  ]);
  return readFile(filename);
}
