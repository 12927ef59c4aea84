import { type Field, type Table, Type, tableFromIPC } from '@uwdata/flechette';
import { type Head, headers } from './arrow-head.ts';
import { again, damaged, messagesOf } from './arrow-messages.ts';
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
  const dictionaries = new Map<number, MessageRange[]>();
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
    if (head.dictionary) addDictionary(dictionaries, head.dictionary, range);
    if (head.header !== headers.batch) continue;
    metadata.batches.push({
      ...batchOf(head, range, metadata, places),
      dictionaries: [...dictionaries.values()].flat(),
    });
  }
  if (!metadata) throw again('holds nothing');
  return metadata;
}

/** What a batch is read with: of each dictionary the last that is whole, and what was added to it. */
function addDictionary(
  dictionaries: Map<number, MessageRange[]>,
  { id, isDelta }: NonNullable<Head['dictionary']>,
  range: MessageRange,
): void {
  dictionaries.set(id, isDelta ? [...(dictionaries.get(id) ?? []), range] : [range]);
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
      metadata: { schema: range, columns, texts, embedded: [...columns], batches: [] },
    };
  } catch (error) {
    throw damaged('its schema', error);
  }
}

/** Holds what a batch says of itself against its bytes, and takes columns out of those whose images lie in it. */
function batchOf(
  head: Head,
  range: MessageRange,
  metadata: ArrowMetadata,
  places: readonly Place[],
): Omit<Batch, 'dictionaries'> {
  const { rows, nodes, bodyBytes } = head;
  const bits = places.reduce((sum, { type }) => sum + bitsPerRow(type), 0);
  const isSame = places.every(({ node }) => nodes[node]?.rows === rows);
  if (!isSame || (rows > 0 && (bits <= 0 || rows * bits > bodyBytes * 8))) {
    throw damaged(`its batch at byte ${range.start}`, new RangeError(`${rows} rows in ${bodyBytes} bytes`));
  }
  const embedded = new Set(places.filter((place) => holdsBytes(place, nodes)).map(({ name }) => name));
  metadata.embedded = metadata.embedded.filter((name) => embedded.has(name));
  return { ...range, rows };
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
  const ranges = [metadata.schema, ...batch.dictionaries, batch];
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
