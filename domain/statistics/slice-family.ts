import type { SliceName } from '../data/slices.ts';
import type { Difference } from '../measuring/metrics-schema.ts';
import type { PairMeter } from './difference.ts';
import { holm } from './holm.ts';

/** The same value for two slices that hold the same samples. */
export type ClassOf = (meter: PairMeter) => unknown;

/**
 * The differences in all slices. The slice of all samples and the verdict's own stand alone, at alpha; the others are
 * secondary: those of one rule that have enough to be tested share alpha and Holm's adjustment, the rest are counts. Slices
 * of the same samples are one test, whatever they are called.
 */
export function measureSlices(
  meters: readonly PairMeter[],
  own: SliceName,
  alpha: number,
  classOf: ClassOf = (meter) => meter,
): Difference[] {
  const isPrimary = ({ dimension, value }: SliceName) =>
    dimension === null || (dimension === own.dimension && value === own.value);
  const byRule = Map.groupBy(meters, ({ rule }) => rule).values();
  const measured = new Map([...byRule].flatMap((ofRule) => measureRule(ofRule, isPrimary, alpha, classOf)));
  return meters.flatMap((meter) => measured.get(meter) ?? []);
}

type MeasuredSlice = [PairMeter, Difference];

function measureRule(
  meters: readonly PairMeter[],
  isPrimary: (slice: SliceName) => boolean,
  alpha: number,
  classOf: ClassOf,
): MeasuredSlice[] {
  const sets = [...Map.groupBy(meters, classOf).values()];
  const secondary = sets.filter((set) => !set.some(isPrimary)).flatMap(([first]) => first ?? []);
  const tested = new Map(
    measureFamily(
      secondary.filter(({ isTestable }) => isTestable),
      alpha,
    ),
  );
  return sets.flatMap(([first, ...same]) => {
    if (!first) return [];
    const difference = tested.get(first) ?? first.result(secondary.includes(first) ? undefined : alpha);
    return [[first, difference], ...same.map((meter): MeasuredSlice => [meter, underAnotherName(difference, meter)])];
  });
}

function underAnotherName({ dimension, value, ...difference }: Difference, meter: SliceName): Difference {
  return { ...difference, dimension: meter.dimension, value: meter.value, sameAs: { dimension, value } };
}

function measureFamily(family: readonly PairMeter[], alpha: number): MeasuredSlice[] {
  const differences = family.map((meter) => meter.result(alpha / family.length));
  const adjusted = holm(differences.map(({ test }) => test?.p ?? 1));
  return family.flatMap((meter, index) => {
    const [difference, p] = [differences[index], adjusted[index]];
    if (!difference?.test || p === undefined) return [];
    return [[meter, { ...difference, test: { ...difference.test, adjusted: p } }]];
  });
}
