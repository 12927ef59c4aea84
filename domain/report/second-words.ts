import type { Comparison, Planning } from '../metrics-schema.ts';
import { counted, percent, pointRange, points, pText } from './format.ts';
import { goalText } from './further-words.ts';

/** What to say when test and interval of the verdict's difference disagree: the verdict follows the interval. */
export function disagreement({ primary }: Comparison): string | undefined {
  const { interval, test, alpha } = primary;
  if (!interval || !test || alpha === undefined) return undefined;
  const isApart = interval.lower > 0 || interval.upper < 0;
  if (isApart === test.p <= alpha) return undefined;
  const [holds, lacks] = isApart ? ['leaves out 0', 'finds no difference'] : ['holds 0', 'finds a difference'];
  return `Test and interval disagree: the interval ${holds}, the sign-flip test ${lacks} (${pText(test.p)}). The verdict follows the interval.`;
}

/** What a test of this size can find, and what size the spec's effect takes. */
export function planningText(comparison: Comparison, clusters: number, unit: string): string | undefined {
  const { planning } = comparison;
  if (!planning) return undefined;
  const { power, detectable, clusters: needed } = planning;
  const goal = goalText(comparison);
  const size =
    needed === undefined
      ? `No number of ${unit}s finds a ${goal}.`
      : `The spec's ${goal} takes about ${counted(rounded(needed), unit)} like these.`;
  return `${counted(clusters, unit)} find a difference of ${points(detectable).slice(1)} points in ${percent(power).replace('.0', '')} of such tests, smaller ones less often. ${size} A test set that is enlarged after a look is looked at twice.`;
}

/** Two digits are all that such a number knows. */
function rounded(count: Planning['clusters'] & number): number {
  return Number(count.toPrecision(2));
}

/** How the judge rated the compared pair, in a line. */
export function ratingsText({ ratings }: Comparison): string | undefined {
  if (!ratings?.samples) return undefined;
  const { samples, higher, lower, mean, interval } = ratings;
  const range = interval ? ` (${pointRange(interval)})` : '';
  return `rated higher ${percent(higher / samples)}, lower ${percent(lower / samples)}: ${points(mean)} points${range}`;
}
