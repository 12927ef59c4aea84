import type { DataSpec } from './spec/run-spec.ts';

type SliceDimension = DataSpec['slices'][string];

/** What no rule of a dimension names. */
export const otherSlice = 'Other';

/** The slice of a row in one dimension: its column's value, or the name of the first rule that holds. */
export function sliceOf(
  dimension: SliceDimension,
  question: string,
  columns: Readonly<Record<string, unknown>>,
): string {
  if ('column' in dimension) return String(columns[dimension.column] ?? otherSlice);
  return dimension.find(({ questions }) => questions?.includes(question) ?? true)?.name ?? otherSlice;
}
