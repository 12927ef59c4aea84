import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { fakeRows, writeParquet } from '../parquet.ts';
import type { FakeCommit } from './data-set.ts';

/** The real covers, which not every clone has. */
export const realCovers = path.join(import.meta.dirname, '../../../../shared/data/covers-parquet');

/** Defines tests of the real covers, or says why there are none. */
export function withRealCovers(define: () => void): void {
  if (existsSync(realCovers)) define();
  else console.warn(`Skipped: tests of the real covers, for want of ${realCovers}`);
}

/** The Parquet files of a folder as a commit that `datasets` has pushed. */
export async function commitOf(folder: string): Promise<FakeCommit> {
  const commit: FakeCommit = { 'README.md': Buffer.from('---\nlicense: cc0-1.0\n---\n# Covers\n') };
  for await (const name of glob('*.parquet', { cwd: folder })) {
    const shard = name.replace(/^([a-z]+)\.parquet$/, '$1-00000-of-00001.parquet');
    commit[`data/${shard}`] = await readFile(path.join(folder, name));
  }
  return commit;
}

/** As many images as OCR-VQA's worked example takes and some more, of five questions each. */
export async function writeLargeSet(folder: string): Promise<void> {
  const images = await Promise.all(Array.from({ length: 320 }, (_, n) => imageOfSize(20 + n)));
  let first = 0;
  for (const [split, count] of Object.entries({ train: 160, validation: 55, test: 105 })) {
    const rows = (await fakeRows(count, first)).map((row, index) => ({
      ...row,
      image: images[first + index] ?? null,
      questions: [
        'What is the title of this book?',
        'Who wrote this book?',
        'What is the genre of this book?',
        'Is the number even?',
        'Is this a book?',
      ],
      answers: [
        `Book ${first + index}`,
        `Author ${(first + index) % 40}`,
        'Travel',
        index % 2 === 0 ? 'Yes' : 'No',
        'Yes',
      ],
    }));
    await writeParquet(path.join(folder, `${split}.parquet`), rows);
    first += count;
  }
}

/** No two are the same, in whatever colours they are decoded. */
function imageOfSize(width: number): Promise<Buffer> {
  return sharp({ create: { width, height: 16, channels: 3, background: { r: 9, g: 90, b: 200 } } })
    .jpeg()
    .toBuffer();
}
