import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { openDataFile } from '../../../sources/data-file.ts';
import { openParquet } from '../../../sources/tables/parquet.ts';
import { smallFile } from '../../damage/small-file.ts';
import { tablesOfTests } from './tables.ts';

const { folderOf } = tablesOfTests();

/** Reads the small file with one of its bytes replaced. */
async function readDamaged(at: number, byte: number): Promise<unknown[]> {
  const folder = await folderOf();
  const name = path.join(folder, 'damaged.parquet');
  await writeFile(name, (await smallFile(folder)).fill(byte, at, at + 1));
  const file = await openDataFile(name, 'damaged.parquet');
  try {
    return await Array.fromAsync(openParquet(file, 1).records());
  } finally {
    await file.close();
  }
}

const busy = 'it kept its decoder busy for 1 s. The file is damaged: write it anew.';

describe('a damaged Parquet file', () => {
  it.each([
    ['a page of lists without levels', 11, 0, `damaged.parquet rows 0 to 2 cannot be read: ${busy}`],
    ['a list of the footer', 248, 1, `damaged.parquet cannot be read: ${busy}`],
  ])('is named where it keeps its decoder busy for ever: %s', async (_, at, byte, message) => {
    await expect(readDamaged(at, byte)).rejects.toThrow(message);
  });

  it.each([
    ['lacks how many rows there are', 771, 0],
    ['names bytes before the file', 611, 255],
    ['names no range of bytes', 639, 0],
  ])('is named where its footer %s', async (_, at, byte) => {
    await expect(readDamaged(at, byte)).rejects.toThrow(
      /^damaged\.parquet (is not a Parquet file|rows .* cannot be read)/,
    );
  });

  it('is still read by the thread that the next file gets', async () => {
    await expect(readDamaged(11, 0)).rejects.toThrow(busy);
    expect(await readDamaged(0, 0x50)).toHaveLength(3);
  });
});
