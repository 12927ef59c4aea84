/** What a message of an Arrow file is. */
export const headers = { schema: 1, dictionary: 2, batch: 3 } as const;

/** What the head of a message says, as far as the place of all rows depends on it. */
export interface Head {
  /** 3 is V4, 4 is V5. */
  version: number;
  header: number;
  bodyBytes: number;
  rows: number;
  /** One a field: how many values, and how many of them are null. */
  nodes: { rows: number; nulls: number }[];
  isCompressed: boolean;
  /** Of a dictionary: for which columns, and whether it adds to an earlier one. */
  dictionary: { id: number; isDelta: boolean } | undefined;
}

/**
 * Reads a head, which is a flatbuffer (Message.fbs), without the body that the library wants with it. Throws a RangeError
 * where it is damaged.
 */
export function readHead(bytes: ArrayBuffer): Head {
  const view = new DataView(bytes);
  const message = tableAt(view, view.getUint32(0, true));
  const header = message(1, (at) => view.getUint8(at)) ?? 0;
  const content = message(2, (at) => tableAt(view, at + view.getUint32(at, true)));
  const batch =
    header === headers.dictionary ? content?.(1, (at) => tableAt(view, at + view.getUint32(at, true))) : content;
  const isBatch = header === headers.batch || header === headers.dictionary;
  if (header === headers.schema) requireSoundSchema(view, content);
  if (isBatch) for (const [field, bytes] of batchVectors) batch?.(field, (at) => vectorAt(view, at, bytes));
  return {
    version: message(0, (at) => view.getInt16(at, true)) ?? 0,
    header,
    bodyBytes: message(3, (at) => int64(view, at)) ?? 0,
    rows: (isBatch ? batch?.(0, (at) => int64(view, at)) : undefined) ?? 0,
    nodes: (isBatch ? batch?.(1, (at) => nodesAt(view, at)) : undefined) ?? [],
    isCompressed: isBatch && batch?.(3, () => true) === true,
    dictionary: header === headers.dictionary ? dictionaryOf(view, content) : undefined,
  };
}

type Fields = <T>(field: number, read: (at: number) => T) => T | undefined;

/** The fields of a table by their numbers. */
function tableAt(view: DataView, at: number): Fields {
  const slots = at - view.getInt32(at, true);
  const size = view.getUint16(slots, true);
  return (field, read) => {
    const slot = 4 + 2 * field;
    const offset = slot < size ? view.getUint16(slots + slot, true) : 0;
    return offset === 0 ? undefined : read(at + offset);
  };
}

function dictionaryOf(view: DataView, content: Fields | undefined): Head['dictionary'] {
  const id = content?.(0, (at) => int64(view, at)) ?? 0;
  return { id, isDelta: content?.(2, (at) => view.getUint8(at) !== 0) ?? false };
}

/** Fields of a batch that are vectors, with the bytes of what they hold: nodes, buffers and counts of views. */
const batchVectors = [
  [1, 16],
  [2, 16],
  [4, 8],
] as const;

/** The places of what a vector holds. Throws where it has more than the bytes behind it can hold, for which the library would make room. */
function vectorAt(view: DataView, at: number, bytes: number): number[] {
  const vector = at + view.getUint32(at, true);
  const count = view.getUint32(vector, true);
  if (count * bytes > view.byteLength - vector) throw new RangeError('a list that is longer than its head');
  return Array.from({ length: count }, (_, index) => vector + 4 + index * bytes);
}

function nodesAt(view: DataView, at: number): Head['nodes'] {
  return vectorAt(view, at, 16).map((node) => ({ rows: int64(view, node), nulls: int64(view, node + 8) }));
}

/** Throws where a list of fields or of texts is longer than its bytes, or where fields hold themselves. */
function requireSoundSchema(view: DataView, schema: Fields | undefined): void {
  let left = view.byteLength / 4;
  schema?.(2, (at) => vectorAt(view, at, 4));
  schema?.(1, (at) => fieldsAt(at));

  function fieldsAt(at: number): void {
    for (const place of vectorAt(view, at, 4)) {
      left -= 1;
      if (left < 0) throw new RangeError('more fields than its head can hold');
      const field = tableAt(view, place + view.getUint32(place, true));
      field(6, (texts) => vectorAt(view, texts, 4));
      field(5, fieldsAt);
    }
  }
}

function int64(view: DataView, at: number): number {
  const value = Number(view.getBigInt64(at, true));
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`a length of ${value}`);
  return value;
}
