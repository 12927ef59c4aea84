import { type Batch, type Column, type DataType, Type } from '@uwdata/flechette';
import type { AnyType } from './arrow-metadata.ts';

/** The buffers of a batch of one column, whatever its type. */
type Buffers = Batch<unknown> & { dictionary?: Column<unknown> };

/**
 * Throws unless the buffers of a column hold as many rows as they should and offsets lead nowhere else: the library takes
 * them as they are, and of damaged ones it would make lists that fill the memory.
 */
export function requireSound(given: Batch<unknown>, type: DataType, rows: number): void {
  const batch = given as Buffers;
  const { typeId, children = [], dictionary } = type as AnyType;
  const { values, validity, length, nullCount } = batch;
  require(length >= rows, 'fewer values than rows');
  if (typeId === Type.Null) return;
  if (nullCount > 0) require((validity?.length ?? 0) * 8 >= rows, 'nulls without a bitmap');
  const within = ofChildren(type, batch, rows);
  if (within === undefined) require((values?.length ?? 0) >= elements(type, batch, rows), 'fewer values than rows');
  for (const [at, child] of children.entries()) {
    const ofChild = batch.children?.[at];
    if (ofChild) requireSound(ofChild, child.type, within ?? 0);
  }
  for (const part of batch.dictionary?.data ?? []) if (dictionary) requireSound(part, dictionary, part.length);
}

/** Rows that the children of a column must have; undefined where its values are its own. */
function ofChildren(type: DataType, { offsets }: Buffers, rows: number): number | undefined {
  const { typeId, stride = 0 } = type as AnyType;
  if (typeId === Type.Struct) return rows;
  if (typeId === Type.FixedSizeList) return rows * stride;
  return typeId === Type.List || typeId === Type.LargeList ? lastOffset(offsets, rows) : undefined;
}

/** Elements that the values of so many rows must have. */
function elements(type: DataType, { offsets }: Buffers, rows: number): number {
  const { typeId, bitWidth = 0, stride = 0 } = type as AnyType;
  switch (typeId) {
    case Type.Utf8:
    case Type.Binary:
    case Type.LargeUtf8:
    case Type.LargeBinary:
      return lastOffset(offsets, rows);
    case Type.Utf8View:
    case Type.BinaryView:
      return rows * 16;
    case Type.Bool:
      return rows / 8;
    case Type.FixedSizeBinary:
      return rows * stride;
    case Type.Decimal:
      return rows * Math.max(bitWidth / 64, 1);
    default:
      return rows;
  }
}

/** Where the last row ends. Throws unless each begins where the one before it ends. */
function lastOffset(offsets: ArrayLike<number | bigint> | undefined, rows: number): number {
  if (rows === 0) return 0;
  require((offsets?.length ?? 0) > rows, 'fewer offsets than rows');
  let last = Number(offsets?.[0]);
  require(last >= 0, 'an offset below zero');
  for (let row = 1; row <= rows; row += 1) {
    const next = Number(offsets?.[row]);
    require(next >= last, 'offsets that go back');
    last = next;
  }
  return last;
}

function require(holds: boolean, what: string): void {
  if (!holds) throw new RangeError(what);
}
