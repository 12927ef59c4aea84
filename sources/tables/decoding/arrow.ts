import { type Field, type Table, Type, tableFromIPC } from '@uwdata/flechette';
import { type Head, headers, readHead } from './arrow-head.ts';
import {
  type AnyType,
  type ArrowMetadata,
  type Batch,
  bitsPerRow,
  type MessageRange,
  type Place,
  placesOf,
} from './arrow-metadata.ts';
import { requireSound } from './arrow-sound.ts';
import { extraction, valueReader } from './arrow-values.ts';
import type { Bytes, Decodable, Wanted } from './messages.ts';

/** An Arrow file, a stream or what is called the file format, by its messages, which may be known already. */
export async function openArrow(file: Bytes, known?: ArrowMetadata): Promise<Decodable<'arrow'>> {
  const metadata = known ?? (await readMetadata(file));
  return { metadata, decode: (wanted) => decode(file, metadata, wanted) };
}

const decoder = new TextDecoder('latin1');
/** How the file format begins, a stream of messages within it. */
const magic = 'ARROW1';

async function readMetadata(file: Bytes): Promise<ArrowMetadata> {
  const beginning = decoder.decode(await file.slice(0, Math.min(file.byteLength, 8)));
  if (beginning.startsWith('FEA1'))
    throw new Error('is Feather of version 1, which no Arrow file is. Write it as version 2, without compression');
  const isFile = beginning.startsWith(magic);
  let metadata: ArrowMetadata | undefined;
  let places: Place[] = [];
  for await (const { head, ...range } of messagesOf(file, isFile ? 8 : 0, isFile)) {
    if (head.header === headers.schema && metadata === undefined) {
      const schema = await readSchema(file, range);
      places = schema.places;
      metadata = schema.metadata;
      continue;
    }
    if (!metadata) throw again('begins without a schema');
    if (head.isCompressed)
      throw new Error('is compressed (LZ4 or Zstandard). Write it without compression, as save_to_disk does');
    if (head.header === headers.dictionary) metadata.dictionaries.push(range);
    if (head.header === headers.batch) metadata.batches.push(batchOf(head, range, metadata, places));
  }
  if (!metadata) throw again('holds nothing');
  return metadata;
}

/** A batch, which is held as a whole, and what stands before its bytes may have so many. */
const [mostBytes, mostHeadBytes] = [2_000_000_000, 64_000_000];

interface Message extends MessageRange {
  head: Head;
}

/** Every message of a file, without its body. Throws where the file breaks off, or goes on behind its end. */
async function* messagesOf(file: Bytes, from: number, isFile: boolean): AsyncGenerator<Message> {
  let at = from;
  for (;;) {
    if (at + 4 > file.byteLength) throw again('ends without an end mark, so that rows may be missing');
    const lengths = new DataView(await file.slice(at, Math.min(at + 8, file.byteLength)));
    const first = lengths.getInt32(0, true);
    // Before 2019 no mark stood before the length.
    const isMarked = first === -1 && lengths.byteLength === 8;
    const bytes = isMarked ? lengths.getInt32(4, true) : first;
    const start = at + (isMarked ? 8 : 4);
    if (bytes === 0) {
      if (!isFile && start < file.byteLength) throw again(`goes on behind its end, which is at byte ${start}`);
      return;
    }
    if (bytes < 0 || start + bytes > file.byteLength) throw at === from ? notArrow() : brokenOff(at, file);
    if (bytes > mostHeadBytes) throw damaged(`its message at byte ${at}`, new RangeError(`a head of ${bytes} bytes`));
    const head = headAt(await file.slice(start, start + bytes), at);
    const end = start + bytes + head.bodyBytes;
    if (end > file.byteLength) throw brokenOff(at, file);
    if (head.bodyBytes > mostBytes) throw tooLarge(at, head.bodyBytes);
    yield { start: at, end, head };
    at = end;
  }
}

function tooLarge(at: number, bytes: number): Error {
  return again(`has a batch of ${bytes} bytes at byte ${at}, of which at most ${mostBytes} are read at once`);
}

function brokenOff(at: number, file: Bytes): Error {
  return again(`breaks off: its message at byte ${at} is longer than the file, which has ${file.byteLength}`);
}

function notArrow(): Error {
  return new Error('is not an Arrow file, or breaks off at once. Set kind to what it is, or write it anew');
}

function again(why: string): Error {
  return new Error(`${why}. Write it anew`);
}

function headAt(bytes: ArrayBuffer, at: number): Head {
  let head: Head;
  try {
    head = readHead(bytes);
  } catch (error) {
    throw damaged(`its message at byte ${at}`, error);
  }
  if (head.version < 3 || head.version > 4)
    throw again(`is Arrow of version ${head.version + 1}, and versions 4 and 5 are read`);
  return head;
}

function damaged(what: string, error: unknown): Error {
  return again(`is damaged: ${what} (${(error as Error).message.replace(/\.$/, '')})`);
}

async function readSchema(file: Bytes, range: MessageRange): Promise<{ metadata: ArrowMetadata; places: Place[] }> {
  const bytes = new Uint8Array(await file.slice(range.start, range.end));
  try {
    const { schema } = tableFromIPC([bytes], extraction);
    if (schema.endianness !== 0) throw new RangeError('big-endian numbers');
    const places = placesOf(schema.fields);
    const columns = places.map(({ name }) => name);
    const texts = [...(schema.metadata ?? [])].map(([key, value]) => ({ key, value }));
    return {
      places,
      metadata: { schema: range, columns, texts, embedded: [...columns], dictionaries: [], batches: [] },
    };
  } catch (error) {
    throw damaged('its schema', error);
  }
}

/** Holds what a batch says of itself against its bytes, and takes columns out of those whose images lie in it. */
function batchOf(head: Head, range: MessageRange, metadata: ArrowMetadata, places: readonly Place[]): Batch {
  const { rows, nodes, bodyBytes } = head;
  const bits = places.reduce((sum, { type }) => sum + bitsPerRow(type), 0);
  const isSame = places.every(({ node }) => nodes[node]?.rows === rows);
  if (!isSame || (rows > 0 && (bits <= 0 || rows * bits > bodyBytes * 8))) {
    throw damaged(`its batch at byte ${range.start}`, new RangeError(`${rows} rows in ${bodyBytes} bytes`));
  }
  const embedded = new Set(places.filter((place) => holdsBytes(place, nodes)).map(({ name }) => name));
  metadata.embedded = metadata.embedded.filter((name) => embedded.has(name));
  return { ...range, rows, dictionaries: metadata.dictionaries.length };
}

/** Whether a column holds bytes, or structs each of which has its `bytes`. */
function holdsBytes({ all }: Place, nodes: Head['nodes']): boolean {
  return all.some(({ name, type, node }) => {
    if (!bytesTypes.has((type as AnyType).typeId)) return false;
    return node === all[0]?.node || (name === 'bytes' && nodes[node]?.nulls === 0);
  });
}

const bytesTypes: ReadonlySet<number> = new Set([Type.Binary, Type.LargeBinary, Type.BinaryView]);

async function decode(file: Bytes, metadata: ArrowMetadata, { columns, from, due }: Wanted): Promise<unknown[][]> {
  const batch = batchFrom(metadata, from);
  const ranges = [metadata.schema, ...metadata.dictionaries.slice(0, batch.dictionaries), batch];
  const messages: Uint8Array[] = [];
  for (const { start, end } of ranges) messages.push(new Uint8Array(await file.slice(start, end)));
  const readers = columnsOf(messages, metadata, columns, batch.rows);
  try {
    return Array.from(due, (row) => readers.map((read) => read(row)));
  } catch (error) {
    throw damaged('its values', error);
  }
}

function batchFrom({ batches }: ArrowMetadata, from: number): Batch {
  let first = 0;
  for (const batch of batches) {
    if (first === from && batch.rows > 0) return batch;
    first += batch.rows;
  }
  throw new Error(`no batch begins with row ${from}`);
}

/** What gives the value of each column at a row. */
function columnsOf(
  messages: Uint8Array[],
  metadata: ArrowMetadata,
  columns: readonly string[],
  rows: number,
): ((row: number) => unknown)[] {
  const table = tableOf(messages);
  return columns.map((name) => {
    const at = metadata.columns.indexOf(name);
    const { type } = table.schema.fields[at] as Field;
    const read = valueReader(name, type);
    const [values] = table.getChildAt(at).data;
    if (!values) throw damaged(`its column ${JSON.stringify(name)}`, new RangeError('no values'));
    try {
      requireSound(values, type, rows);
    } catch (error) {
      throw damaged(`its column ${JSON.stringify(name)}`, error);
    }
    return (row) => read(values.at(row));
  });
}

function tableOf(messages: Uint8Array[]): Table {
  try {
    return tableFromIPC(messages, extraction);
  } catch (error) {
    throw damaged('its batch', error);
  }
}
