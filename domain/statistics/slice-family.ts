import type { Difference } from '../metrics-schema.ts';
import type { SliceName } from '../slices.ts';
import type { PairMeter } from './difference.ts';
import { holm } from './holm.ts';

/**
 * The differences in all slices. The slice of all samples and the verdict's own stand alone, at alpha; the others are
 * secondary: those of one rule that have enough to be tested share alpha and Holm's adjustment, the rest are counts.
 */
export function measureSlices(meters: readonly PairMeter[], own: SliceName, alpha: number): Difference[] {
  const isSecondary = ({ dimension, value }: SliceName) =>
    dimension !== null && !(dimension === own.dimension && value === own.value);
  const families = [...new Set(meters.map(({ rule }) => rule))].map((rule) =>
    meters.filter((meter) => meter.rule === rule && isSecondary(meter) && meter.isTestable),
  );
  const tested = new Map(families.flatMap((family) => measureFamily(family, alpha)));
  return meters.map((meter) => tested.get(meter) ?? meter.result(isSecondary(meter) ? undefined : alpha));
}

function measureFamily(family: readonly PairMeter[], alpha: number): [PairMeter, Difference][] {
  const differences = family.map((meter) => meter.result(alpha / family.length));
  const adjusted = holm(differences.map(({ test }) => test?.p ?? 1));
  return family.flatMap((meter, index) => {
    const [difference, p] = [differences[index], adjusted[index]];
    if (!difference?.test || p === undefined) return [];
    return [[meter, { ...difference, test: { ...difference.test, adjusted: p } }]];
  });
}
