import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Split } from '../domain/data/sample.ts';
import type { DataSpec } from '../domain/spec/run-spec.ts';
import type { DataFile } from './data-file.ts';
import type { DataFiles } from './data-files.ts';
import { type DataSource, InputError, type SourceImage } from './source.ts';

interface ParquetFile {
  path: string;
  buffer: AsyncBuffer;
  metadata: FileMetaData;
  rows: number;
  /** Digits behind the point of columns of decimals, by name: as numbers, 0.3 would be 0.30000000000000004. */
  decimals: ReadonlyMap<string, number>;
}

/**
 * Reads Parquet files with OCR-VQA's columns, one row group at a time and only the columns that are needed. A row group
 * is held in memory as a whole.
 */
export function createParquetSource(files: DataFiles, data: DataSpec): DataSource {
  const opened = new Map<Split, Promise<ParquetFile[]>>();
  const wanted = columnsOf(data);

  function filesOf(split: Split): Promise<ParquetFile[]> {
    const known = opened.get(split) ?? openFiles(split);
    opened.set(split, known);
    return known;
  }

  async function openFiles(split: Split): Promise<ParquetFile[]> {
    if (!has(split)) throw new InputError(`data.source.${split} is missing`);
    return Promise.all((await files.of(split)).map((file) => openFile(file, wanted)));
  }

  function has(split: Split): boolean {
    return data.source[split] !== undefined;
  }

  return {
    has,
    count: async (split) => (await filesOf(split)).reduce((sum, { rows }) => sum + rows, 0),
    files: files.describe,
    async *read(split, positions) {
      let start = 0;
      for (const file of await filesOf(split)) {
        yield* readFile(file, start, positions, data);
        start += file.rows;
      }
    },
    requireUnchanged: files.requireUnchanged,
    close: files.close,
  };
}

/** The image, the two lists, and the columns that slices are made of. */
function columnsOf(data: DataSpec): string[] {
  const { image, questions, answers } = data.columns;
  return [...new Set([image, questions, answers, ...sliceColumnsOf(data)])];
}

function sliceColumnsOf({ slices }: DataSpec): string[] {
  return Object.values(slices).flatMap((slice) => ('column' in slice ? [slice.column] : []));
}

async function openFile({ path, bytes, slice }: DataFile, wanted: readonly string[]): Promise<ParquetFile> {
  const buffer: AsyncBuffer = { byteLength: bytes, slice };
  const metadata = await parquetMetadataAsync(buffer).catch((error: unknown) => {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path} ${codeOf(error) ? `cannot be read (${codeOf(error)})` : 'is not a Parquet file'}`);
  });
  const elements = parquetSchema(metadata).children.map(({ element }) => element);
  const columns = elements.map(({ name }) => name);
  for (const name of wanted) {
    if (!columns.includes(name)) {
      throw new InputError(
        `${path}: column ${JSON.stringify(name)} is missing. It has ${columns.join(', ')}. Name yours under data.columns.`,
      );
    }
  }
  const decimals = elements.filter(({ converted_type: type }) => type === 'DECIMAL');
  return {
    path,
    buffer,
    metadata,
    rows: Number(metadata.num_rows),
    decimals: new Map(decimals.map(({ name, scale = 0 }) => [name, scale])),
  };
}

/** The operating system's word for what went wrong, if it was asked. */
function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

async function* readFile(
  file: ParquetFile,
  firstPosition: number,
  positions: ReadonlySet<number>,
  data: DataSpec,
): AsyncGenerator<SourceImage> {
  let rowStart = 0;
  for (const group of file.metadata.row_groups) {
    const rowEnd = rowStart + Number(group.num_rows);
    const due = range(rowStart, rowEnd).filter((row) => positions.has(firstPosition + row));
    const rows = due.length > 0 ? await readRows(file, columnsOf(data), rowStart, rowEnd) : [];
    for (const row of due) {
      yield toSourceImage(rows[row - rowStart] ?? {}, firstPosition + row, row, file, data);
    }
    rowStart = rowEnd;
  }
}

async function readRows(
  { path, buffer, metadata }: ParquetFile,
  columns: string[],
  rowStart: number,
  rowEnd: number,
): Promise<Record<string, unknown>[]> {
  try {
    // Without utf8 off, image bytes would be decoded as if they were text.
    return await parquetReadObjects({
      file: buffer,
      metadata,
      columns,
      rowStart,
      rowEnd,
      compressors: decompressors,
      utf8: false,
    });
  } catch (error) {
    // What the disk refuses may be given at the next attempt; what the file holds will not change.
    if (codeOf(error) || error instanceof InputError || !(error instanceof Error)) throw error;
    throw new InputError(`${path} rows ${rowStart} to ${rowEnd - 1} cannot be read: ${error.message}`);
  }
}

// A page of no bytes is nothing to decompress, and LZ4 writes it as one byte that the decoder takes for a broken one.
const decompressors: typeof compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => (length === 0 ? new Uint8Array() : decompress(input, length)),
  ]),
);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

function toSourceImage(
  row: Record<string, unknown>,
  position: number,
  rowInFile: number,
  { path, decimals }: ParquetFile,
  data: DataSpec,
): SourceImage {
  const { image, questions, answers } = data.columns;
  const where = `${path} row ${rowInFile}`;
  const bytes = bytesOf(row[image]);
  if (!bytes) throw new InputError(`${where}: column ${JSON.stringify(image)} holds ${inPlaceOfBytes(row[image])}`);
  // The row as it is would keep its image alive for as long as its slices are needed.
  const columns = Object.fromEntries(
    sliceColumnsOf(data).map((name) => {
      const [value, digits] = [row[name], decimals.get(name)];
      return [name, typeof value === 'number' && digits !== undefined ? value.toFixed(digits) : value];
    }),
  );
  return { position, where, bytes, questions: row[questions], answers: row[answers], columns };
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
  if (Array.isArray(image)) return 'a list and no image bytes. A row is about one image: name a column of bytes.';
  return 'no image bytes. Leave the row out, or name another column under data.columns.image.';
}
