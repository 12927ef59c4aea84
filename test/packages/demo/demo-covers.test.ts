import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Resvg } from '@resvg/resvg-js';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { GENRES, readBooks } from '../../../packages/demo/books.ts';
import { composeCover, renderCover } from '../../../packages/demo/cover/cover.ts';
import { inkBox } from '../../../packages/demo/cover/ink.ts';
import { FONTS, TYPEFACES } from '../../../packages/demo/cover/typefaces.ts';
import { questionsAbout } from '../../../packages/demo/questions.ts';
import { type DemoCovers, renderDemoCovers, splits } from '../../../packages/demo/render.ts';
import type { Row } from '../../../packages/demo/rows.ts';

const books = readBooks();

describe('readBooks', () => {
  it('reads sixty different books of every genre', () => {
    expect(books).toHaveLength(60);
    expect(new Set(books.map(({ id }) => id)).size).toBe(60);
    expect(new Set(books.map(({ title }) => title)).size).toBe(60);
    expect(new Set(books.map(({ author }) => author)).size).toBe(60);
    expect(new Set(books.map(({ genre }) => genre))).toEqual(new Set(GENRES));
  });

  it('gives titles without their subtitles', () => {
    for (const { title, subtitle } of books) {
      expect(title).not.toMatch(/[:;]/);
      if (subtitle) expect(title).not.toContain(subtitle);
    }
  });
});

describe('TYPEFACES', () => {
  it('are all found by their names, so that none falls back to another', () => {
    const widths = Object.values(TYPEFACES).map((face) => inkBox('Hamburgefonstiv', { face, tracking: 0 }).width);
    expect(new Set(widths).size).toBe(widths.length);
  });
});

describe('composeCover', () => {
  it.each(books)('prints the whole title and author of $id', (book) => {
    const printed = composeCover(book).words.map(({ text }) => text.toLowerCase().replaceAll('’', "'"));
    expect(printed).toEqual(expect.arrayContaining(book.title.toLowerCase().split(' ')));
    expect(printed).toEqual(expect.arrayContaining(book.author.toLowerCase().split(' ')));
  });

  it.each(books)('keeps every word of $id on the canvas, legible and apart from the others', (book) => {
    const { words } = composeCover(book);
    for (const { text, box } of words) {
      expect(Math.min(box.x, box.y, 500 - box.x - box.width, 750 - box.y - box.height)).toBeGreaterThan(15);
      if (text !== '·') expect(box.height).toBeGreaterThan(5);
    }
    const overlapping = words.flatMap((one, index) =>
      words.slice(index + 1).filter((other) => overlap(one.box, other.box)),
    );
    expect(overlapping).toEqual([]);
  });

  it.each(books)('knows where the ink of $id is', (book) => {
    const { svg, words } = composeCover(book);
    const text = svg.match(/<text.*<\/text>/g) ?? [];
    const ink = new Resvg(`<svg xmlns="http://www.w3.org/2000/svg" width="500" height="750">${text.join('')}</svg>`, {
      font: FONTS,
    }).getBBox();
    const left = Math.min(...words.map(({ box }) => box.x));
    const right = Math.max(...words.map(({ box }) => box.x + box.width));
    const bottom = Math.max(...words.map(({ box }) => box.y + box.height));
    expect(Math.abs((ink?.x ?? 0) - left)).toBeLessThan(0.5);
    expect(Math.abs((ink?.x ?? 0) + (ink?.width ?? 0) - right)).toBeLessThan(0.5);
    expect(Math.abs((ink?.y ?? 0) + (ink?.height ?? 0) - bottom)).toBeLessThan(0.5);
  });
});

describe('renderCover', () => {
  it('gives the same bytes for the same book', async () => {
    const [book] = books;
    if (!book) throw new Error('there are no books');
    const [one, other] = [await renderCover(book), await renderCover(book)];
    expect(one.jpeg.equals(other.jpeg)).toBe(true);
    expect(one.words).toEqual(other.words);
  });
});

describe('questionsAbout', () => {
  it('asks five questions a book, one of them to be answered Yes and one No', () => {
    for (const book of books) {
      const answers = questionsAbout(book).map(({ answer }) => answer);
      expect(answers.slice(0, 3)).toEqual([book.author, book.title, book.genre]);
      expect(answers.slice(3).sort()).toEqual(['No', 'Yes']);
    }
  });

  it('varies its wording', () => {
    const wordings = new Set(books.flatMap((book) => questionsAbout(book).map(({ question }) => question)));
    expect(wordings).toContain('Who wrote this book?');
    expect(wordings).toContain('Who is the author of this book?');
    expect(wordings).toContain('What is the genre of this book?');
    expect(wordings).toContain('What type of book is this?');
    expect(wordings).toContain('Is this a kids book?');
  });
});

describe('splits', () => {
  it('gives each book to one set, whatever the order of the facts', () => {
    const names = (dealt: ReturnType<typeof splits>) => dealt.map(([name, part]) => [name, part.map(({ id }) => id)]);
    expect(splits(books).flatMap(([, part]) => part)).toHaveLength(60);
    expect(new Set(splits(books).flatMap(([, part]) => part)).size).toBe(60);
    expect(names(splits(books.toReversed()))).toEqual(names(splits(books)));
  });

  it('shows every genre in training', () => {
    const [train] = splits(books);
    expect(new Set(train?.[1].map(({ genre }) => genre))).toEqual(new Set(GENRES));
  });
});

describe('renderDemoCovers', () => {
  let directory: string;
  let files: DemoCovers;
  const columns =
    'image image_id questions answers ocr_tokens ocr_info title authorName genre image_width image_height image_url set_name';

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'demo-covers-'));
    files = await renderDemoCovers({ directory });
  });
  afterAll(() => rm(directory, { recursive: true }));

  it.each([
    ['train', [10, 10, 10]],
    ['validation', [10]],
    ['test', [10, 10]],
  ] as const)('writes %s with the columns of OCR-VQA in several row groups', async (setName, rowGroups) => {
    const { row_groups } = await parquetMetadataAsync(await asyncBufferFromFile(files[setName]));
    expect(row_groups.map(({ num_rows }) => Number(num_rows))).toEqual(rowGroups);
    for (const row of await readRows(files[setName])) {
      expect(Object.keys(row)).toEqual(columns.split(' '));
      expect(row.set_name).toBe(setName);
      expect(row.answers).toHaveLength(row.questions.length);
      expect(row.ocr_info.map(({ word }) => word)).toEqual(row.ocr_tokens);
    }
  });

  it('writes nested columns that read back as they were', async () => {
    const [row] = await readRows(files.validation);
    const book = books.find(({ id }) => id === row?.image_id);
    if (!row || !book) throw new Error('the first row is not of one of our books');
    expect(row.image.path).toBe(`${book.id}.jpg`);
    expect(Buffer.from(row.image.bytes).equals((await renderCover(book)).jpeg)).toBe(true);
    expect(await sharp(row.image.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 500, height: 750 });
    expect(row.questions.map((question, index) => ({ question, answer: row.answers[index] }))).toEqual(
      questionsAbout(book),
    );
    expect(Object.keys(row.ocr_info[0]?.bounding_box ?? {})).toEqual(['width', 'height', 'top_left_x', 'top_left_y']);
  });

  it('leaves files alone that the same facts and renderer made, and makes a missing one again', async () => {
    const before = await stat(files.train);
    const train = await readFile(files.train);
    await rm(files.test);
    await renderDemoCovers({ directory });
    expect((await stat(files.train)).mtimeMs).toBe(before.mtimeMs);
    expect((await readFile(files.train)).equals(train)).toBe(true);
    expect((await readdir(directory)).sort()).toEqual(['test.parquet', 'train.parquet', 'validation.parquet']);
  });
});

async function readRows(path: string): Promise<Row[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(path), utf8: false });
  return rows as Row[];
}

function overlap(one: { x: number; y: number; width: number; height: number }, other: typeof one): boolean {
  const across = Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
  const down = Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
  return across > 3 && down > 1;
}
