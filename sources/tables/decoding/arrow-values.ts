import { type DataType, Type } from '@uwdata/flechette';
import { shortest } from '../plain-value.ts';
import type { AnyType } from './arrow-metadata.ts';

/** How values of a column are given by the library. */
export const extraction = { useBigInt: true, useDate: true, useDecimalInt: true } as const;

type Reader = (value: unknown) => unknown;

/** Makes of a value what a Parquet file would have given for it. Throws for a type that is not read. */
export function valueReader(name: string, type: DataType): Reader {
  const read = readerOf(type as AnyType, name);
  return (value) => (value === null ? null : read(value));
}

function readerOf(type: AnyType, name: string): Reader {
  const { typeId, precision, scale = 0, children = [], dictionary } = type;
  switch (typeId) {
    case Type.Dictionary:
      return valueReader(name, dictionary as DataType);
    case Type.Float:
      return precision === 2 ? there : (value) => shortest(there(value) as number);
    case Type.Decimal:
      return (value) => decimalText(BigInt(value as bigint), scale);
    case Type.List:
    case Type.LargeList:
    case Type.FixedSizeList: {
      const [child] = children;
      const read = child ? valueReader(name, child.type) : there;
      return (value) => Array.from(value as Iterable<unknown>, read);
    }
    case Type.Struct: {
      const readers = children.map((child) => [child.name, valueReader(name, child.type)] as const);
      return (value) => {
        const fields = value as Record<string, unknown>;
        return Object.fromEntries(readers.map(([field, read]) => [field, read(fields[field])]));
      };
    }
    default:
      if (plain.has(typeId)) return there;
      throw new Error(`its column ${JSON.stringify(name)} is of an Arrow type that is not read (${wordFor(typeId)})`);
  }
}

const plain: ReadonlySet<number> = new Set([
  ...[Type.Null, Type.Bool, Type.Int, Type.Date, Type.Time, Type.Timestamp, Type.Duration],
  ...[Type.Utf8, Type.LargeUtf8, Type.Utf8View, Type.Binary, Type.LargeBinary, Type.BinaryView, Type.FixedSizeBinary],
]);

function wordFor(typeId: number): string {
  return Object.entries(Type).find(([, id]) => id === typeId)?.[0] ?? String(typeId);
}

/** Nothing where there should be something, such as an index that its dictionary does not have. */
function there(value: unknown): unknown {
  if (value === undefined) throw new RangeError('a value that is not there');
  return value;
}

function decimalText(value: bigint, scale: number): string {
  if (scale <= 0) return String(value * 10n ** BigInt(-scale));
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
