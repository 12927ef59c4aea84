import type { DataFile } from '../data-file.ts';
import { InputError } from '../source.ts';
import { type Decoder, openDecoder, Unbounded, Undecodable } from './decoding/decoder.ts';
import type { Format, Metadata } from './decoding/messages.ts';
import type { ColumnReader } from './plain-value.ts';
import type { Selection, Table, TableRecord } from './table.ts';

/** What a file's metadata says of its table. */
export interface Layout {
  /** By column, in the order of the file. */
  readers: ReadonlyMap<string, ColumnReader>;
  /** Rows of each group, which is decoded and held in memory as a whole. */
  groups: readonly number[];
  /** Whether all that a column holds surely lies in the file as bytes. */
  embeds(column: string): boolean;
}

/** How files of a format are read. */
export interface FormatReader<F extends Format> {
  format: F;
  /** Throws whatever, or {@link InputError}, where the metadata contradicts itself. */
  layout(metadata: Metadata[F], file: DataFile): Layout;
  /** What a file is that is none of the format, and what to do: ` is not a Parquet file`. `why` is the decoder's word. */
  wrong(name: string, why: string): string;
}

interface DecodedFile<F extends Format> extends Layout {
  reader: FormatReader<F>;
  file: DataFile;
  patience: number | undefined;
  metadata: Metadata[F];
}

/**
 * The rows of a file that is decoded, one group at a time and only the columns that are needed, in a thread; `patience` is
 * how long that may say nothing, in seconds.
 */
export function openDecoded<F extends Format>(reader: FormatReader<F>, file: DataFile, patience?: number): Table {
  let opening: Promise<DecodedFile<F>> | undefined;

  function opened(): Promise<DecodedFile<F>> {
    opening ??= open(reader, file, patience);
    return opening;
  }

  return {
    columns: async () => [...(await opened()).readers.keys()],
    count: async () => (await opened()).groups.reduce((sum, rows) => sum + rows, 0),
    embeds: async (columns) => {
      const { embeds } = await opened();
      return columns.every(embeds);
    },
    async *records(selection) {
      yield* readFile(await opened(), selection);
    },
  };
}

async function open<F extends Format>(
  reader: FormatReader<F>,
  file: DataFile,
  patience: number | undefined,
): Promise<DecodedFile<F>> {
  const decoder = await decoderOf(reader, file, patience);
  await decoder.close();
  const { metadata } = decoder;
  try {
    return { reader, file, patience, metadata, ...reader.layout(metadata, file) };
  } catch (error) {
    // Of damaged metadata anything may be missing.
    throw error instanceof InputError ? error : new InputError(`${file.name} ${reader.wrong(file.name, '')}`);
  }
}

async function decoderOf<F extends Format>(
  { format, wrong }: FormatReader<F>,
  file: DataFile,
  patience: number | undefined,
  known?: Metadata[F],
): Promise<Decoder<F>> {
  const { name } = file;
  return openDecoder(format, file, patience, known).catch((error: unknown) => {
    if (error instanceof InputError) throw error;
    if (error instanceof Unbounded) throw new InputError(`${name} cannot be read: ${inWords(error)}`);
    const code = codeOf(error);
    throw new InputError(`${name} ${code ? `cannot be read (${code})` : wrong(name, (error as Error).message)}`);
  });
}

/** The operating system's word for what went wrong, if it was asked. */
function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}

async function* readFile<F extends Format>(
  file: DecodedFile<F>,
  { rows, columns }: Selection = {},
): AsyncGenerator<TableRecord> {
  const wanted = [...file.readers.keys()].filter((name) => columns?.includes(name) ?? true);
  const decoder = await decoderOf(file.reader, file.file, file.patience, file.metadata);
  let from = 0;
  try {
    for (const rowsOfGroup of file.groups) {
      const to = from + rowsOfGroup;
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

function recordOf<F extends Format>(
  { file: { name }, readers }: DecodedFile<F>,
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

async function* readRows<F extends Format>(
  { file: { name } }: DecodedFile<F>,
  decoder: Decoder<F>,
  { wanted, from, to, due }: Rows,
) {
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
