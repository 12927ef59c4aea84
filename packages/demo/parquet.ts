import type { SchemaElement } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Row } from './rows.ts';

const ROWS_A_GROUP = 10;

/** The key of the file's metadata that says what the file was made from. */
export const MADE_FROM = 'tempera.demo-covers';

/** Writes rows as a Parquet file with OCR-VQA's columns, and the features the `datasets` library looks for. */
export function toParquet(rows: readonly Row[], madeFrom: string): Uint8Array {
  const buffer = parquetWriteBuffer({
    columnData: COLUMNS.map((name) => ({ name, data: rows.map((row) => row[name]) })),
    schema: [{ name: 'schema', repetition_type: 'REQUIRED', num_children: COLUMNS.length }, ...SCHEMA.flat()],
    rowGroupSize: ROWS_A_GROUP,
    kvMetadata: [
      { key: MADE_FROM, value: madeFrom },
      { key: 'huggingface', value: JSON.stringify({ info: { features: FEATURES } }) },
    ],
  });
  return new Uint8Array(buffer);
}

const string = (name: string): SchemaElement[] => [
  { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' }, repetition_type: 'OPTIONAL' },
];
const bytes = (name: string): SchemaElement[] => [{ name, type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' }];
const double = (name: string): SchemaElement[] => [{ name, type: 'DOUBLE', repetition_type: 'OPTIONAL' }];
const integer = (name: string): SchemaElement[] => [{ name, type: 'INT64', repetition_type: 'OPTIONAL' }];
const struct = (name: string, ...fields: SchemaElement[][]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: fields.length },
  ...fields.flat(),
];
const list = (name: string, element: SchemaElement[]): SchemaElement[] => [
  { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST', logical_type: { type: 'LIST' } },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  ...element,
];

const SCHEMA = [
  struct('image', bytes('bytes'), string('path')),
  string('image_id'),
  list('questions', string('element')),
  list('answers', string('element')),
  list('ocr_tokens', string('element')),
  list(
    'ocr_info',
    struct(
      'element',
      string('word'),
      struct('bounding_box', double('width'), double('height'), double('top_left_x'), double('top_left_y')),
    ),
  ),
  string('title'),
  string('authorName'),
  string('genre'),
  integer('image_width'),
  integer('image_height'),
  string('image_url'),
  string('set_name'),
];

const value = (dtype: string) => ({ dtype, _type: 'Value' });
const listOf = (feature: unknown) => ({ feature, _type: 'List' });

const FEATURES: Record<keyof Row, unknown> = {
  image: { _type: 'Image' },
  image_id: value('string'),
  questions: listOf(value('string')),
  answers: listOf(value('string')),
  ocr_tokens: listOf(value('string')),
  ocr_info: listOf({
    word: value('string'),
    bounding_box: {
      width: value('float64'),
      height: value('float64'),
      top_left_x: value('float64'),
      top_left_y: value('float64'),
    },
  }),
  title: value('string'),
  authorName: value('string'),
  genre: value('string'),
  image_width: value('int64'),
  image_height: value('int64'),
  image_url: value('string'),
  set_name: value('string'),
};

const COLUMNS = Object.keys(FEATURES) as (keyof Row)[];
