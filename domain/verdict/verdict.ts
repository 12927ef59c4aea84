import type { Interval } from '../statistics/clustered.ts';

/** The one word a comparison ends in. */
export type VerdictWord = 'better' | 'worse' | 'equivalent' | 'not-worse' | 'undecided';

/** What a verdict is asked for; with a margin only whether the compared candidate is not worse by that much. */
export interface VerdictRule {
  minimumEffect: number;
  margin?: number | undefined;
}

/**
 * The verdict from the interval of a difference, by the first rule that holds: better when all of it is above 0, worse
 * when all of it is below 0, equivalent when it lies within ± minimum effect. With a margin: not-worse when all of it is
 * above −margin, worse when all of it is below. Else undecided; undecided without an interval.
 */
export function verdictOf(interval: Interval | undefined, { minimumEffect, margin }: VerdictRule): VerdictWord {
  if (interval === undefined) return 'undecided';
  const { lower, upper } = interval;
  if (margin !== undefined) {
    if (lower > -margin) return 'not-worse';
    return upper < -margin ? 'worse' : 'undecided';
  }
  if (lower > 0) return 'better';
  if (upper < 0) return 'worse';
  return -minimumEffect < lower && upper < minimumEffect ? 'equivalent' : 'undecided';
}

/** The verdict when answers are missing: what holds however they would have been scored, else undecided. */
export function verdictWhateverIsMissing(verdicts: readonly VerdictWord[]): VerdictWord {
  const [first = 'undecided', ...others] = verdicts;
  return others.every((verdict) => verdict === first) ? first : 'undecided';
}
