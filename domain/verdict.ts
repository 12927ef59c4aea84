import type { Interval } from './statistics.ts';

/** The one word a comparison ends in. */
export type VerdictWord = 'better' | 'worse' | 'equivalent' | 'undecided';

/**
 * The verdict from the interval of a difference, by the first rule that holds: better when all of it is above 0, worse
 * when all of it is below 0, equivalent when it lies within ± minimum effect, else undecided; undecided without one.
 */
export function verdictOf(interval: Interval | undefined, minimumEffect: number): VerdictWord {
  if (interval === undefined) return 'undecided';
  const { lower, upper } = interval;
  if (lower > 0) return 'better';
  if (upper < 0) return 'worse';
  if (-minimumEffect < lower && upper < minimumEffect) return 'equivalent';
  return 'undecided';
}

/** The verdict when answers are missing: what holds however they would have been scored, else undecided. */
export function verdictWhateverIsMissing(verdicts: readonly VerdictWord[]): VerdictWord {
  const [first = 'undecided', ...others] = verdicts;
  return others.every((verdict) => verdict === first) ? first : 'undecided';
}
