import { type DataType, Type } from '@uwdata/flechette';

/** Where a message lies in an Arrow file, with its body. */
export interface MessageRange {
  start: number;
  end: number;
}

/** What is known of an Arrow file before any of its rows is decoded. */
export interface ArrowMetadata {
  schema: MessageRange;
  columns: string[];
  /** As the schema has it, such as the features of Hugging Face's `datasets`. */
  texts: { key: string; value: string }[];
  /** Columns all of whose values surely lie in the file as bytes. */
  embedded: string[];
  batches: Batch[];
}

export interface Batch extends MessageRange {
  rows: number;
  /** What its values are looked up in. */
  dictionaries: MessageRange[];
}

/** A type as any of them may be: what one lacks is undefined. */
export interface AnyType {
  typeId: number;
  bitWidth?: number;
  scale?: number;
  precision?: number;
  unit?: number;
  stride?: number;
  children?: readonly { name: string; type: DataType }[];
  dictionary?: DataType;
  indices?: DataType;
}

/** Bits that a row takes at least: a batch that promises more rows than its bytes can hold is damaged. */
export function bitsPerRow(type: DataType): number {
  const { typeId, bitWidth, precision = 0, unit = 0, stride = 0, children = [], indices } = type as AnyType;
  const ofChildren = () => children.reduce((sum, child) => sum + bitsPerRow(child.type), 0);
  switch (typeId) {
    case Type.Dictionary:
      return indices ? bitsPerRow(indices) : 0;
    case Type.Bool:
      return 1;
    case Type.Float:
      return 16 << precision;
    case Type.Date:
      return unit === 0 ? 32 : 64;
    case Type.FixedSizeBinary:
      return 8 * stride;
    case Type.Struct:
      return ofChildren();
    case Type.FixedSizeList:
      return stride * ofChildren();
    case Type.Timestamp:
    case Type.Duration:
    case Type.LargeUtf8:
    case Type.LargeBinary:
    case Type.LargeList:
      return 64;
    case Type.Utf8View:
    case Type.BinaryView:
      return 128;
    case Type.Utf8:
    case Type.Binary:
    case Type.List:
    case Type.Map:
      return 32;
    default:
      return bitWidth ?? 0;
  }
}

/** The places among the nodes of a batch, which has one a field in the order of the schema, of a column and its fields. */
export interface Place {
  node: number;
  name: string;
  type: DataType;
  /** Those of its fields, depth first, itself among them. */
  all: Omit<Place, 'all'>[];
}

/** The places of the columns. */
export function placesOf(fields: readonly { name: string; type: DataType }[]): Place[] {
  let node = 0;
  function walk(field: { name: string; type: DataType }): Omit<Place, 'all'>[] {
    const own = { node: node++, ...field };
    return [own, ...((field.type as AnyType).children ?? []).flatMap(walk)];
  }
  return fields.map(({ name, type }) => {
    const all = walk({ name, type });
    return { node: all[0]?.node ?? 0, name, type, all };
  });
}
