import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import type { SchemaElement } from 'hyparquet';
import { parquetWriteFile } from 'hyparquet-writer';
import sharp from 'sharp';

/** A row of a test's Parquet file; `ballast` is a column that nobody asks for. */
export interface FakeRow {
  image: Uint8Array | null;
  questions: readonly (string | null)[] | null;
  answers: readonly (string | null)[] | null;
  genre?: string | null;
  ballast?: string;
}

export interface FakeFile {
  groupRows?: number;
  codec?: 'SNAPPY' | 'ZSTD';
  /** Columns to leave out of the file. */
  without?: readonly string[];
}

/** Writes rows in the schema of OCR-VQA, as far as the tests need it. */
export async function writeParquet(
  file: string,
  rows: readonly FakeRow[],
  { groupRows = 1000, codec = 'SNAPPY', without = [] }: FakeFile = {},
): Promise<void> {
  const columns = Object.keys(schemas).filter((name) => !without.includes(name)) as (keyof typeof schemas)[];
  await mkdir(path.dirname(file), { recursive: true });
  await parquetWriteFile({
    filename: file,
    columnData: columns.map((name) => ({ name, data: rows.map((row) => cellOf(row, name)) })),
    schema: [
      { name: 'schema', repetition_type: 'REQUIRED', num_children: columns.length },
      ...columns.flatMap((name) => schemas[name]),
    ],
    rowGroupSize: groupRows,
    codec,
    compressors: { ZSTD: (input) => new Uint8Array(zstdCompressSync(input)) },
  });
}

function cellOf(row: FakeRow, name: keyof FakeRow): unknown {
  if (name === 'image') return row.image && { bytes: row.image, path: 'secret-file-name.jpg' };
  return row[name] ?? null;
}

const string = (name: string): SchemaElement[] => [
  { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, repetition_type: 'OPTIONAL' },
];
const list = (name: string): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...string('element'),
];

const schemas: Record<keyof FakeRow, SchemaElement[]> = {
  image: [
    { name: 'image', repetition_type: 'OPTIONAL', num_children: 2 },
    { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
    ...string('path'),
  ],
  questions: list('questions'),
  answers: list('answers'),
  genre: string('genre'),
  ballast: string('ballast'),
};

/** A small JPEG whose colour is its number. */
export async function imageOf(n: number): Promise<Buffer> {
  const background = { r: (n * 37) % 256, g: (n * 91) % 256, b: n % 256 };
  return sharp({ create: { width: 24, height: 32, channels: 3, background } })
    .jpeg({ quality: 95 })
    .toBuffer();
}

/** Rows of an image of their own each, with two questions: the title, and whether the number is even. */
export async function fakeRows(count: number, first = 0): Promise<FakeRow[]> {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  return Promise.all(
    numbers.map(async (n) => ({
      image: await imageOf(n),
      questions: ['What is the title of this book?', 'Is the number even?'],
      answers: [`Book ${n}`, n % 2 === 0 ? 'Yes' : 'No'],
      genre: n % 3 === 0 ? 'History' : 'Travel',
    })),
  );
}
