import { cp, mkdir, rename, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parquetWriteFile } from 'hyparquet-writer';
import type { Split } from '../../domain/data/sample.ts';
import { sliceOf } from '../../domain/data/slice-rules.ts';
import type { DataSpec, RunSpecInput } from '../../domain/spec/run-spec.ts';
import type { DataFile } from '../../sources/data-file.ts';
import { openDataFiles } from '../../sources/data-files.ts';
import { openSource } from '../../sources/open-source.ts';
import { type DataSource, InputError, type SourceRow } from '../../sources/source.ts';
import { createTableSource } from '../../sources/table-source.ts';
import { type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';
import { type FakeFile, type FakeRow, fakeRows, writeParquet } from '../fakes/parquet.ts';
import { specOf } from '../fakes/samples.ts';

const fixture = (name: string) => path.join(import.meta.dirname, '../fixtures/parquet', name);

let at: DataFolder;
const sources: DataSource[] = [];

beforeEach(async () => {
  at = await makeDataFolder();
});
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  await at.remove();
});

const write = (name: string, rows: readonly FakeRow[], how?: FakeFile) =>
  writeParquet(path.join(at.data, name), rows, how);
const dataOf = (own: Partial<RunSpecInput['data']> = {}): DataSpec =>
  specOf({ data: { source: { test: '*.parquet' }, ...own } }).data;

/** A source that is closed after the test. */
function opened(own?: Partial<RunSpecInput['data']>): DataSource {
  const source = openSource(at.data, dataOf(own));
  sources.push(source);
  return source;
}

async function readAll(positions: number[], own?: Partial<RunSpecInput['data']>): Promise<SourceRow[]> {
  const source = opened(own);
  return Array.fromAsync(source.read('test', new Set(positions)));
}

/** A source that counts the bytes it reads. */
function countingSource() {
  const read = { bytes: 0 };
  const files = openDataFiles(at.data, dataOf().source);
  const counted = (file: DataFile): DataFile => ({
    ...file,
    slice: (start, end) => {
      read.bytes += (end ?? file.bytes) - start;
      return file.slice(start, end);
    },
  });
  const counting = { ...files, of: async (split: Split) => (await files.of(split)).map(counted) };
  const source = createTableSource(at.data, counting, dataOf());
  sources.push(source);
  return { source, read };
}

describe('a source of Parquet files', () => {
  it('numbers the images over all files and row groups', async () => {
    const rows = await fakeRows(9);
    await write('a.parquet', rows.slice(0, 5), { groupRows: 2 });
    await write('b.parquet', rows.slice(5), { groupRows: 3 });
    const source = opened();
    expect(await source.count('test')).toBe(9);
    const images = await readAll([8, 0, 3, 5]);
    expect(images.map(({ position }) => position)).toEqual([0, 3, 5, 8]);
    for (const { position, images: shown, questions, answers } of images) {
      expect(shown.map((bytes) => Buffer.from(bytes))).toEqual([rows[position]?.image]);
      expect({ questions, answers }).toEqual({
        questions: rows[position]?.questions,
        answers: rows[position]?.answers,
      });
    }
  });

  it('reads the row groups and columns that it needs, and nothing else', async () => {
    const ballast = 'x'.repeat(100_000);
    const rows = (await fakeRows(40)).map((row, n) => ({
      ...row,
      ballast: `${n} ${ballast.replaceAll('x', String(n))}`,
    }));
    await write('a.parquet', rows, { groupRows: 4 });
    const { source, read } = countingSource();
    await source.count('test');
    read.bytes = 0;
    for await (const { images } of source.read('test', new Set([17, 18]))) expect(images[0]?.length).toBeGreaterThan(0);
    const inGroup = rows.slice(16, 20).reduce((sum, { image }) => sum + (image?.length ?? 0), 0);
    expect(read.bytes).toBeLessThan(inGroup + 1000);
  });

  it.each(['SNAPPY', 'ZSTD'] as const)('reads %s', async (codec) => {
    await write('a.parquet', await fakeRows(3), { codec });
    expect((await readAll([0, 1, 2])).map(({ answers }) => answers)).toEqual([
      ['Book 0', 'Yes'],
      ['Book 1', 'No'],
      ['Book 2', 'Yes'],
    ]);
  });

  it('gives lists with holes, empty lists and no lists as what they are', async () => {
    const [row] = await fakeRows(1);
    const image = row?.image ?? null;
    await write('a.parquet', [
      { image, questions: ['Who?', null], answers: [null, 'Ann'] },
      { image, questions: [], answers: null },
    ]);
    const images = await readAll([0, 1]);
    expect(images.map(({ questions, answers }) => [questions, answers ?? null])).toEqual([
      [
        ['Who?', null],
        [null, 'Ann'],
      ],
      [[], null],
    ]);
  });

  it('gives the columns that slices are made of, and keeps hold of no other', async () => {
    await write('a.parquet', await fakeRows(2));
    const [image] = await readAll([1], { slices: { genre: { column: 'genre' } } });
    expect(image?.columns).toMatchObject({ genre: 'Travel' });
    expect((await readAll([1]))[0]?.columns).not.toHaveProperty('genre');
  });

  it('reads pages of no bytes in LZ4: paths that are all null, and empty lists', async () => {
    await cp(fixture('lz4.parquet'), path.join(at.data, 'a.parquet'));
    const images = await readAll([0, 1, 2], { slices: { note: { column: 'note' } } });
    expect(
      images.map(({ images: [bytes], columns }) => [
        Buffer.from(bytes?.subarray(1, 4) ?? []).toString(),
        columns['note'],
      ]),
    ).toEqual(Array(3).fill(['PNG', []]));
  });

  it('gives values that name slices alike, whatever their type', async () => {
    await cp(fixture('typed.parquet'), path.join(at.data, 'a.parquet'));
    const names = ['day', 'time', 'old', 'price', 'tenth', 'big', 'flag', 'tags'];
    const slices = Object.fromEntries(names.map((name) => [name, { column: name }]));
    const rows = (await readAll([0, 1, 2], { slices })).map(({ columns }) =>
      names.map((column) => sliceOf({ column }, 'Why?', columns)),
    );
    expect(rows).toEqual([
      ['2021-01-01', '2021-01-01', '2021-01-01', '0.30', '0.3', '4611686018427387904', 'true', 'b, a'],
      ['1969-12-31', '2021-01-01T12:30:00Z', '2021-01-01T12:30:00Z', '-12.05', '1.1', '-1', 'false', 'Other'],
      Array(8).fill('Other'),
    ]);
    const [pair] = await readAll([0], { slices: { pair: { column: 'pair' } } });
    expect(() => sliceOf({ column: 'pair' }, 'Why?', pair?.columns ?? {})).toThrow(/a struct of name, id/);
  });

  it('leaves out folders that a pattern meets', async () => {
    await mkdir(path.join(at.data, 'b.parquet'), { recursive: true });
    await write('a.parquet', await fakeRows(2));
    expect(await readAll([0, 1])).toHaveLength(2);
  });

  it('identifies the files of each split', async () => {
    await write('train.parquet', await fakeRows(1));
    await write('test.parquet', await fakeRows(1, 1));
    const source = opened({ source: { train: 'train.parquet', test: 'test.parquet' } });
    expect((await source.files()).map(({ path: file, split }) => [file, split])).toEqual([
      ['train.parquet', 'train'],
      ['test.parquet', 'test'],
    ]);
    expect([source.has('train'), source.has('validation'), source.has('test')]).toEqual([true, false, true]);
  });

  describe('refuses', () => {
    const refusal = (positions: number[], own?: Partial<RunSpecInput['data']>) =>
      readAll(positions, own).then(
        ([row]) => row?.problem && `${row.where}: ${row.problem.why}`,
        (error: unknown) => error,
      );

    it('a file without a list column, and says what there is', async () => {
      await write('a.parquet', await fakeRows(1), { without: ['answers'] });
      const error = await refusal([0]);
      expect(error).toBeInstanceOf(InputError);
      expect(String(error)).toMatch(
        /a\.parquet: column "answers" is missing\. It has image, questions, genre, ballast\. Name yours under data\.columns\. For one question a row that is question and answer\.$/,
      );
    });

    it('a file without the column of a slice', async () => {
      await write('a.parquet', await fakeRows(1));
      expect(String(await refusal([0], { slices: { year: { column: 'year' } } }))).toMatch(/column "year" is missing/);
    });

    it('a file that is no Parquet', async () => {
      await mkdir(at.data);
      await writeFile(path.join(at.data, 'a.parquet'), 'not at all, and long enough to have a footer');
      expect(await refusal([0])).toBeInstanceOf(InputError);
      expect(String(await refusal([0]))).toMatch(/a\.parquet is not a Parquet file/);
    });

    it('a folder that a pattern names in place of files', async () => {
      await mkdir(path.join(at.data, 'a.parquet'), { recursive: true });
      expect(String(await refusal([0]))).toMatch(
        /"a\.parquet" in the data folder is a folder\. Name the files in it, such as "a\.parquet\/\*"; of data, the folder/,
      );
    });

    it('an empty file', async () => {
      await mkdir(at.data);
      await writeFile(path.join(at.data, 'a.parquet'), '');
      expect(String(await refusal([0]))).toMatch(/a\.parquet is not a Parquet file/);
    });

    it('a file cut short', async () => {
      await write('a.parquet', await fakeRows(5));
      await truncate(path.join(at.data, 'a.parquet'), 1000);
      expect(String(await refusal([0]))).toMatch(/a\.parquet is not a Parquet file/);
    });

    it('a row without an image, by file and row', async () => {
      const [row] = await fakeRows(1);
      await write('a.parquet', await fakeRows(2));
      await write('b.parquet', [{ image: null, questions: row?.questions ?? [], answers: row?.answers ?? [] }]);
      expect(String(await refusal([2]))).toMatch(/b\.parquet row 0: "image" holds no image$/);
    });

    it.each([
      [
        { bytes: null, path: 'covers/x.jpg' },
        /"image" names "covers\/x\.jpg", which is neither in the folder of its table nor in the data folder$/,
      ],
      [{ bytes: new Uint8Array(), path: null }, /"image" holds no image$/],
    ])('an image without bytes, saying what there is and what to do: %j', async (cell, message) => {
      await mkdir(at.data, { recursive: true });
      await parquetWriteFile({
        filename: path.join(at.data, 'a.parquet'),
        columnData: [
          { name: 'image', data: [cell] },
          { name: 'questions', data: ['Who?'] },
          { name: 'answers', data: ['Ann'] },
        ],
        schema: [
          { name: 'schema', repetition_type: 'REQUIRED', num_children: 3 },
          { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
          { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
          { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
          { name: 'questions', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
          { name: 'answers', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
        ],
      });
      expect(String(await refusal([0]))).toMatch(message);
    });

    it('a column of text in place of the image', async () => {
      await write('a.parquet', await fakeRows(2));
      expect(String(await refusal([0], { columns: { image: 'genre' } }))).toMatch(
        /"genre" names "History", which is neither in the folder of its table nor in the data folder$/,
      );
    });
  });

  it('reads what it has hashed, also when another file has taken the name meanwhile', async () => {
    const rows = await fakeRows(4);
    await write('a.parquet', rows);
    await write('other', await fakeRows(4, 100));
    const source = opened();
    const [pinned] = await source.files();
    await rename(path.join(at.data, 'other'), path.join(at.data, 'a.parquet'));
    const images = await Array.fromAsync(source.read('test', new Set([0, 1, 2, 3])));
    expect(images.map(({ images: [bytes] }) => Buffer.from(bytes ?? []))).toEqual(rows.map(({ image }) => image));
    await source.requireUnchanged();
    const again = opened();
    expect((await again.files())[0]?.sha256).not.toBe(pinned?.sha256);
  });

  it('names a file that was written to while it was read', async () => {
    await write('a.parquet', await fakeRows(4));
    const source = opened();
    await source.files();
    await write('a.parquet', await fakeRows(4, 100));
    await expect(source.requireUnchanged()).rejects.toThrow(/a\.parquet was changed while it was read/);
  });

  it.each(['before it was opened as Parquet', 'between two looks at it'])(
    'names it instead of a broken file where it was written to %s',
    async (when) => {
      await write('a.parquet', await fakeRows(4));
      const source = opened();
      await source.files();
      if (when.startsWith('between')) await source.count('test');
      await writeFile(path.join(at.data, 'a.parquet'), 'something else');
      const reading = Array.fromAsync(source.read('test', new Set([0, 1, 2, 3])));
      await expect(reading).rejects.toThrow(/a\.parquet was changed while it was read/);
    },
  );
});
