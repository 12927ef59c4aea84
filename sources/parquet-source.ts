import { answerColumns, imageColumns, valueColumns } from '../domain/data/columns.ts';
import type { DataSpec } from '../domain/spec/run-spec.ts';
import { needsLabels } from '../domain/stored/agreement.ts';
import type { DataFile } from './data-file.ts';
import type { DataFiles } from './data-files.ts';
import { type DataSource, InputError, type Part, type SourceRow } from './source.ts';
import { openParquet } from './tables/parquet.ts';
import type { Table, TableRecord } from './tables/table.ts';

interface OpenedFile {
  table: Table;
  rows: number;
  /** Those of the wanted ones that it has. */
  columns: readonly string[];
}

/** Images, questions and answers of Parquet files with OCR-VQA's columns. */
export function createParquetSource(files: DataFiles, data: DataSpec): DataSource {
  const opened = new Map<Part, Promise<OpenedFile[]>>();
  const wanted = [...new Set([...imageColumns(data), ...valueColumns(data)])];

  function filesOf(split: Part): Promise<OpenedFile[]> {
    const known = opened.get(split) ?? openFiles(split);
    opened.set(split, known);
    return known;
  }

  async function openFiles(split: Part): Promise<OpenedFile[]> {
    if (!has(split)) throw new InputError(`data.source.${split} is missing`);
    return Promise.all(
      (await files.of(split)).map((file) =>
        openFile(file, wanted, needsLabels(split, data) ? [] : answerColumns(data)),
      ),
    );
  }

  function has(split: Part): boolean {
    return data.source[split] !== undefined;
  }

  return {
    has,
    count: async (split) => (await filesOf(split)).reduce((sum, { rows }) => sum + rows, 0),
    files: files.describe,
    async *read(split, positions) {
      let first = 0;
      for (const { table, rows, columns } of await filesOf(split)) {
        const start = first;
        const due = { has: (row: number) => positions.has(start + row) };
        for await (const record of table.records({ rows: due, columns })) {
          yield toSourceRow(record, start + record.row, data);
        }
        first += rows;
      }
    },
    requireUnchanged: files.requireUnchanged,
    close: files.close,
  };
}

/** Opens a file that has all columns but those that may be missing. */
async function openFile(
  file: DataFile,
  wanted: readonly string[],
  mayBeMissing: readonly string[],
): Promise<OpenedFile> {
  const table = openParquet(file);
  const columns = (await table.columns()) ?? [];
  const missing = wanted.find((name) => !columns.includes(name) && !mayBeMissing.includes(name));
  if (missing !== undefined) {
    throw new InputError(
      `${file.name}: column ${JSON.stringify(missing)} is missing. It has ${columns.join(', ')}. Name yours under data.columns.`,
    );
  }
  return { table, rows: await table.count(), columns: wanted.filter((name) => columns.includes(name)) };
}

function toSourceRow({ where, values }: TableRecord, position: number, data: DataSpec): SourceRow {
  const { questions = '', answers = '' } = data.columns;
  const images = imagesOf(values, imageColumns(data), where);
  // The record as it is would keep its images alive for as long as its slices are needed.
  const columns = Object.fromEntries(valueColumns(data).map((name) => [name, values[name]]));
  return { position, where, images, questions: values[questions], answers: values[answers], columns };
}

/** The images of a row, in order: one where one column is named that holds no list, else those that there are. */
function imagesOf(values: TableRecord['values'], columns: readonly string[], where: string): Uint8Array[] {
  const isOne = columns.length === 1 && !columns.some((name) => Array.isArray(values[name]));
  return columns.flatMap((name) =>
    [values[name]].flat().flatMap((image) => {
      const bytes = bytesOf(image);
      if (!bytes && !isOne && (image === null || image === undefined)) return [];
      if (!bytes) throw new InputError(`${where}: column ${JSON.stringify(name)} holds ${inPlaceOfBytes(image)}`);
      return bytes;
    }),
  );
}

/** The bytes of an image, plain or as the hub's `Image` feature stores them. */
function bytesOf(image: unknown): Uint8Array | undefined {
  const bytes = image instanceof Uint8Array ? image : fieldsOf(image).bytes;
  return bytes instanceof Uint8Array && bytes.length > 0 ? bytes : undefined;
}

function fieldsOf(image: unknown): { bytes?: unknown; path?: unknown } {
  return typeof image === 'object' && image !== null ? image : {};
}

/** What there is where image bytes should be, and what to do. */
function inPlaceOfBytes(image: unknown): string {
  const path = typeof image === 'string' ? image : fieldsOf(image).path;
  if (typeof path === 'string' && path !== '') {
    return `${typeof image === 'string' ? 'the text' : 'the path'} ${JSON.stringify(path.slice(0, 200))} and no image bytes. Put the files into the Parquet file; of a Hugging Face data set: dataset.with_format("arrow").map(datasets.table.embed_table_storage, batched=True), then to_parquet.`;
  }
  return 'no image bytes. Leave the row out, or name another column under data.columns.image.';
}
