import { readCell } from '../../../domain/proposal/cell.ts';
import { indexPictures } from '../../../domain/proposal/pictures.ts';
import type { DataLook } from '../../../domain/proposal/proposal.ts';

/** A table as it would be looked at: columns with their values, and pictures by their paths from it. */
export function lookOf(
  columns: Readonly<Record<string, readonly unknown[]>>,
  pictures: readonly string[] = [],
  own: Partial<DataLook> = {},
): DataLook {
  const rows = Object.values(columns)[0]?.length ?? 0;
  return {
    name: 'table',
    files: { all: 'table.csv' },
    rows: { all: rows },
    looked: rows,
    unreadable: { count: 0 },
    reading: {},
    table: {
      columns: Object.entries(columns).map(([name, values]) => ({ name, cells: values.map(readCell) })),
      pictures: indexPictures(pictures),
    },
    ...own,
  };
}

/** So many values, one after the other and again. */
export function cycled<T>(values: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, at) => values[at % values.length] as T);
}

/** So many different texts. */
export function numbered(prefix: string, count: number, suffix = ''): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}${at}${suffix}`);
}
