import { type DifferenceEstimate, type DifferenceTotal, impliedP } from './difference-interval.ts';
import { fewestDraws, type SignFlipTest, signFlipTest } from './sign-flip.ts';

/** The test of a paired difference, two-sided; `p` is never at most alpha where the interval at alpha holds 0. */
export interface DifferenceTest extends SignFlipTest {
  /** p by sign flips alone, where the interval raises it. */
  signFlips?: number;
}

/**
 * Sign flips over clusters, with a p no smaller than {@link impliedP}: both rules have to reject. So it errs at most as
 * often as sign flips, and says nothing that the interval takes back where clusters are unequal or scores are fractions.
 */
export function differenceTest(
  totals: readonly DifferenceTotal[],
  estimate: DifferenceEstimate,
  draws = fewestDraws,
): DifferenceTest {
  const flipped = signFlipTest(
    totals.map(({ sum }) => sum),
    draws,
  );
  const implied = impliedP(estimate);
  return implied > flipped.p ? { ...flipped, p: implied, signFlips: flipped.p } : flipped;
}
