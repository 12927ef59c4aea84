import { type FileMetaData, parquetSchema } from 'hyparquet';
import type { DataFile } from '../data-file.ts';
import { InputError } from '../source.ts';
import { namesOfLabels } from './class-labels.ts';
import { type Decoder, openDecoder, Unbounded, Undecodable } from './parquet/decoder.ts';
import { type ColumnReader, columnReader } from './plain-value.ts';
import type { Selection, Table, TableRecord } from './table.ts';

interface ParquetFile {
  file: DataFile;
  /** Seconds; see {@link openDecoder}. */
  patience: number | undefined;
  metadata: FileMetaData;
  /** By column, in the order of the file. */
  readers: ReadonlyMap<string, ColumnReader>;
}

/**
 * The rows of a Parquet file, one row group at a time and only the columns that are needed. A row group is held in memory
 * as a whole, in the thread that decodes it; `patience` is how long that may say nothing, in seconds.
 */
export function openParquet(file: DataFile, patience?: number): Table {
  let opening: Promise<ParquetFile> | undefined;

  function opened(): Promise<ParquetFile> {
    opening ??= open(file, patience);
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

async function open(file: DataFile, patience: number | undefined): Promise<ParquetFile> {
  const decoder = await decoderOf(file, patience);
  await decoder.close();
  const { metadata } = decoder;
  try {
    requireSameCount(file.name, metadata);
    return { file, patience, metadata, readers: readersOf(metadata) };
  } catch (error) {
    // Of a damaged footer anything may be missing.
    throw error instanceof InputError ? error : new InputError(`${file.name} ${notParquet(file.name)}`);
  }
}

function readersOf(metadata: FileMetaData): ReadonlyMap<string, ColumnReader> {
  const labels = namesOfLabels(metadata.key_value_metadata);
  const columns = parquetSchema(metadata).children.map(({ element }) => element);
  return new Map(columns.map((column) => [column.name, columnReader(column, labels[column.name])]));
}

async function decoderOf(file: DataFile, patience: number | undefined, known?: FileMetaData): Promise<Decoder> {
  const { name } = file;
  return openDecoder(file, patience, known).catch((error: unknown) => {
    if (error instanceof InputError) throw error;
    if (error instanceof Unbounded) throw new InputError(`${name} cannot be read: ${inWords(error)}`);
    throw new InputError(`${name} ${codeOf(error) ? `cannot be read (${codeOf(error)})` : notParquet(name)}`);
  });
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
  const decoder = await decoderOf(file.file, file.patience, file.metadata);
  let from = 0;
  try {
    for (const group of file.metadata.row_groups) {
      const to = from + Number(group.num_rows);
      const due = range(from, to).filter((row) => rows?.has(row) ?? true);
      let at = 0;
      for await (const some of readRows(file, decoder, { wanted, from, to, due })) {
        for (const values of some) yield recordOf(file, due[at++] ?? -1, wanted, values);
      }
      from = to;
    }
  } finally {
    await decoder.close();
  }
}

function recordOf(
  { file: { name }, readers }: ParquetFile,
  row: number,
  columns: readonly string[],
  values: readonly unknown[],
): TableRecord {
  const where = `${name} row ${row}`;
  const plain = columns.map((column, index) => {
    return [column, readers.get(column)?.(values[index], `${where}: column ${JSON.stringify(column)}`)];
  });
  return { where, row, values: Object.fromEntries(plain) };
}

interface Rows {
  wanted: string[];
  from: number;
  to: number;
  due: readonly number[];
}

async function* readRows({ file: { name } }: ParquetFile, decoder: Decoder, { wanted, from, to, due }: Rows) {
  if (due.length === 0) return;
  const offsets = Uint32Array.from(due, (row) => row - from);
  try {
    yield* decoder.rows(wanted, from, to, offsets);
  } catch (error) {
    // What the disk refuses may be given at the next attempt; what the file holds will not change.
    if (!(error instanceof Undecodable)) throw error;
    throw new InputError(`${name} rows ${from} to ${to - 1} cannot be read: ${inWords(error)}`);
  }
}

function inWords(error: Undecodable): string {
  return error instanceof Unbounded ? `${error.message}. The file is damaged: write it anew.` : error.message;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
