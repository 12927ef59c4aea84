import type { RunSpec } from '../spec/run-spec.ts';
import { isClosed, type Sample } from './sample.ts';

/** A named part of the samples; all of them without a dimension. */
export interface SliceName {
  /** Such as `type`; null for the slice of all samples. */
  dimension: string | null;
  value: string;
}

/** A text that no other slice has. */
export function sliceKey({ dimension, value }: SliceName): string {
  return dimension === null ? value : `${dimension}\0${value}`;
}

/** The dimension that every sample has: closed when all targets are yes or no, else open. */
export const answerDimension = 'answer';

/** The slices of a sample, dimension to value, with {@link answerDimension} among them. */
export function slicesOf({ slices, targets }: Pick<Sample, 'slices' | 'targets'>): Readonly<Record<string, string>> {
  return { ...slices, [answerDimension]: isClosed(targets) ? 'closed' : 'open' };
}

/** The slices that a sample belongs to, the slice of all samples first. */
export function sliceNamesOf(sample: Pick<Sample, 'slices' | 'targets'>): SliceName[] {
  const named = Object.entries(slicesOf(sample)).map(([dimension, value]) => ({ dimension, value }));
  return [{ dimension: null, value: 'all' }, ...named];
}

/** True when a sample has each of the values, such as `{ answer: 'open' }`. */
export function isInSlice(
  sample: Pick<Sample, 'slices' | 'targets'>,
  slice: Readonly<Record<string, string>>,
): boolean {
  const own = slicesOf(sample);
  return Object.entries(slice).every(([dimension, value]) => own[dimension] === value);
}

/** Sorts slices for a table: all, closed, open, then dimensions and values as the spec lists them, others by name. */
export function inTableOrder<T extends SliceName>(slices: Iterable<T>, spec: Pick<RunSpec, 'data'>): T[] {
  const dimensions = [null, answerDimension, ...Object.keys(spec.data.slices)];
  const place = ({ dimension, value }: SliceName) => [
    positionIn(dimensions, dimension),
    positionIn(valuesOf(dimension, spec), value),
  ];
  return [...slices].sort((a, b) => {
    const [dimensionA = 0, valueA = 0] = place(a);
    const [dimensionB = 0, valueB = 0] = place(b);
    return (
      dimensionA - dimensionB ||
      compareNames(a.dimension ?? '', b.dimension ?? '') ||
      valueA - valueB ||
      compareNames(a.value, b.value)
    );
  });
}

function valuesOf(dimension: string | null, { data }: Pick<RunSpec, 'data'>): string[] {
  if (dimension === answerDimension) return ['closed', 'open'];
  const rules = dimension === null ? undefined : data.slices[dimension];
  return Array.isArray(rules) ? rules.map(({ name }) => name) : [];
}

function positionIn<T>(list: readonly T[], item: T): number {
  const position = list.indexOf(item);
  return position === -1 ? list.length : position;
}

// By code unit and not by locale, so that every machine sorts alike.
function compareNames(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
