import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { DataFile } from '../data-file.ts';
import { InputError } from '../source.ts';
import { namesOfLabels } from './class-labels.ts';
import { type ColumnReader, columnReader } from './plain-value.ts';
import type { Selection, Table, TableRecord } from './table.ts';

interface ParquetFile {
  name: string;
  buffer: AsyncBuffer;
  metadata: FileMetaData;
  /** By column, in the order of the file. */
  readers: ReadonlyMap<string, ColumnReader>;
}

/**
 * The rows of a Parquet file, one row group at a time and only the columns that are needed. A row group is held in memory
 * as a whole.
 */
export function openParquet(file: DataFile): Table {
  let opening: Promise<ParquetFile> | undefined;

  function opened(): Promise<ParquetFile> {
    opening ??= open(file);
    return opening;
  }

  return {
    columns: async () => [...(await opened()).readers.keys()],
    count: async () => Number((await opened()).metadata.num_rows),
    embeds: async (columns) => columns.every(isEmbedded(await opened())),
    async *records(selection) {
      yield* readFile(await opened(), selection);
    },
  };
}

async function open({ name, bytes, slice }: DataFile): Promise<ParquetFile> {
  const buffer: AsyncBuffer = { byteLength: bytes, slice };
  const metadata = await parquetMetadataAsync(buffer).catch((error: unknown) => {
    if (error instanceof InputError) throw error;
    throw new InputError(`${name} ${codeOf(error) ? `cannot be read (${codeOf(error)})` : notParquet(name)}`);
  });
  requireSameCount(name, metadata);
  const labels = namesOfLabels(metadata.key_value_metadata);
  const columns = parquetSchema(metadata).children.map(({ element }) => element);
  const readers = new Map(columns.map((column) => [column.name, columnReader(column, labels[column.name])]));
  return { name, buffer, metadata, readers };
}

/** Rows are counted by the one and read by the other. */
function requireSameCount(name: string, { num_rows: told, row_groups: groups }: FileMetaData): void {
  const held = groups.reduce((sum, { num_rows: rows }) => sum + rows, 0n);
  if (held === told) return;
  const counts = `says ${told} rows, and its row groups hold ${held}`;
  throw new InputError(`${name} contradicts itself: its footer ${counts}. Write the file anew.`);
}

/** What is wrong, and what to do by the ending of the file's name. */
function notParquet(name: string): string {
  const wrong = 'is not a Parquet file';
  if (name.endsWith('.parquet')) return wrong;
  return name.endsWith('.arrow')
    ? `${wrong}. What save_to_disk wrote becomes one by load_from_disk and to_parquet.`
    : `${wrong}. Set kind: csv or kind: jsonl where it is that.`;
}

/** Whether a column holds bytes and no texts, or structs of which the file says that each has its `bytes`. */
function isEmbedded({ metadata }: ParquetFile) {
  const columns = parquetSchema(metadata).children.map(({ element }) => element);
  const ofBytes = columns.filter(({ type, converted_type: meaning }) => type === 'BYTE_ARRAY' && meaning !== 'UTF8');
  return (name: string): boolean =>
    ofBytes.some((column) => column.name === name) ||
    metadata.row_groups.every((group) =>
      group.columns.some(({ meta_data: leaf }) => {
        const [column, ...path] = leaf?.path_in_schema ?? [];
        return column === name && path.at(-1) === 'bytes' && leaf?.statistics?.null_count === 0n;
      }),
    );
}

/** The operating system's word for what went wrong, if it was asked. */
function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

async function* readFile(file: ParquetFile, { rows, columns }: Selection = {}): AsyncGenerator<TableRecord> {
  const wanted = [...file.readers.keys()].filter((name) => columns?.includes(name) ?? true);
  let from = 0;
  for (const group of file.metadata.row_groups) {
    const to = from + Number(group.num_rows);
    const due = range(from, to).filter((row) => rows?.has(row) ?? true);
    const read = due.length > 0 ? await readRows(file, wanted, from, to) : [];
    for (const row of due) yield recordOf(file, row, read[row - from] ?? {});
    from = to;
  }
}

function recordOf({ name, readers }: ParquetFile, row: number, values: Record<string, unknown>): TableRecord {
  const where = `${name} row ${row}`;
  const plain = Object.entries(values).map(([column, value]) => {
    return [column, readers.get(column)?.(value, `${where}: column ${JSON.stringify(column)}`)];
  });
  return { where, row, values: Object.fromEntries(plain) };
}

async function readRows(
  { name, buffer, metadata }: ParquetFile,
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
    throw new InputError(`${name} rows ${rowStart} to ${rowEnd - 1} cannot be read: ${error.message}`);
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
