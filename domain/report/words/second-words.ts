import type { Comparison, PairedDifference, Planning } from '../../measuring/metrics-schema.ts';
import { commonFrom } from '../../statistics/difference-interval.ts';
import { counted, percent, pointRange, points, pText, pValue, whole } from './format.ts';
import { goalText } from './further-words.ts';

/**
 * What to say when test and interval of the verdict's difference disagree, and why: the verdict follows the interval. That
 * only the test finds a difference is to be read of what was measured before p heeded the interval.
 */
export function disagreement({ primary }: Comparison, unit: string): string | undefined {
  const { interval, test, alpha, changed } = primary;
  if (!interval || !test || alpha === undefined) return undefined;
  const isApart = interval.lower > 0 || interval.upper < 0;
  if (isApart === test.p <= alpha) return undefined;
  const [holds, lacks] = isApart ? ['leaves out 0', 'finds no difference'] : ['holds 0', 'finds a difference'];
  const why = isApart
    ? `p is exact and moves in steps, with ${counted(changed, unit)} that differ from ${pValue(smallestP(changed))} on, so the test rejects less often than it may`
    : `the test asks only whether the ${unit}s that differ lean one way; the interval also allows for what ${unit}s that weigh more, or were not seen, may hold`;
  return `Test and interval disagree: the interval ${holds}, the sign-flip test ${lacks} (${pText(test.p)}). That happens because ${why}. The verdict follows the interval.`;
}

/** What the p of a difference is by: sign flips, or the interval where that raises it. */
export function pSource({ test }: PairedDifference, unit: string): string {
  const flips = `sign flips over ${unit}s`;
  return test?.signFlips === undefined ? `by ${flips}` : `by the interval (${flips}: ${pValue(test.signFlips)})`;
}

/** The smallest p that sign flips over so many clusters reach: all one way, or all the other. */
function smallestP(changed: number): number {
  return Math.min(1, 2 ** (1 - changed));
}

/** Which rule put the ends of the interval where they are; undefined where an older report does not tell. */
export function intervalRuleText({ interval, changed, clusters }: PairedDifference, unit: string): string | undefined {
  if (!interval?.by) return undefined;
  const { lower, upper } = interval.by;
  if (lower === 't' && upper === 't') return `The interval is that of t over ${counted(clusters, unit)}.`;
  const ends =
    lower === upper
      ? 'Both ends of the interval rest'
      : `The ${lower === 'floor' ? 'lower' : 'upper'} end of the interval rests`;
  const few =
    changed < commonFrom
      ? `only ${whole(changed)} of ${counted(clusters, unit)} differ`
      : `nearly all ${unit}s differ alike`;
  return `${ends} on its floor and not on t: ${few}, so that others may have stayed unseen. The floor falls as more ${unit}s differ, and is gone from ${commonFrom} on.`;
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
