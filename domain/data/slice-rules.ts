import type { DataSpec } from '../spec/run-spec.ts';
import { dateText } from './value-text.ts';

type SliceDimension = DataSpec['slices'][string];

/** What no rule of a dimension names. */
export const otherSlice = 'Other';

/**
 * The slice of a row in one dimension: its column's value, or the name of the first rule that holds. Throws for a column of
 * bytes or structs.
 */
export function sliceOf(
  dimension: SliceDimension,
  question: string,
  columns: Readonly<Record<string, unknown>>,
): string {
  if ('column' in dimension) return valueText(columns[dimension.column], dimension.column);
  return dimension.find(({ questions }) => questions?.includes(question) ?? true)?.name ?? otherSlice;
}

/**
 * A value of a column as the name of a slice, `Other` where there is none: the same on every machine, in every time zone, for
 * every value of a type. A number that pandas keeps for a missing value, NaN, is none.
 */
function valueText(value: unknown, column: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return otherSlice;
  if (value instanceof Date) return dateText(value) || otherSlice;
  if (Array.isArray(value))
    return value.length === 0 ? otherSlice : value.map((one) => valueText(one, column)).join(', ');
  if (typeof value === 'object') {
    const what = value instanceof Uint8Array ? 'bytes' : `a struct of ${Object.keys(value).join(', ')}`;
    throw new Error(
      `column ${JSON.stringify(column)} holds ${what}, which names no slice. Put what is meant into a column of its own.`,
    );
  }
  return String(value).trim() || otherSlice;
}
