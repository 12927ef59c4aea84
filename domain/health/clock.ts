import { type Finding, mend, ok } from './finding.ts';

/** A reading of another clock between two of our own, all in milliseconds since 1970. */
export interface Reading {
  before: number;
  there: number;
  after: number;
}

/** Beyond it times of runs, slots of schedules and signatures of webhooks begin to be wrong. */
const most = 5_000;

/** By how many milliseconds another clock is ahead (behind: below 0) at least. */
export function skewOf({ before, there, after }: Reading): number {
  if (there > after) return there - after;
  return Math.min(0, there - before);
}

/** How a clock stands to ours. */
export function clockFinding(whose: string, reading: Reading): Finding {
  const skew = skewOf(reading);
  if (skew === 0) return ok('clock', `${whose} agrees with this machine's`);
  const size = `${(Math.abs(skew) / 1000).toFixed(1)} s ${skew > 0 ? 'ahead of' : 'behind'} this machine's`;
  if (Math.abs(skew) <= most) return ok('clock', `${whose} is ${size}`);
  return mend('clock', `${whose} is ${size}. Set both by NTP.`);
}
