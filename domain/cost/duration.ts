import { ratersOf } from '../grading/raters.ts';
import type { RunSpec } from '../spec/run-spec.ts';

const second = 1000;
/** One call, a slow model's with an image. */
const callTime = 6 * second;
/** Training, with its time in the queue. */
const trainingTime = 6 * 60 * 60 * second;

/**
 * How long a run may take from its preflight on, in milliseconds: rather too long. Answers come at the run's concurrency,
 * and each of them is rated once by every rater.
 */
export function expectedTime(spec: RunSpec, rows: number, trains: boolean): number {
  const asked = Object.values(spec.candidates).filter(({ answers }) => !answers).length;
  const answers = rows * spec.repeats * asked;
  const calls = answers * (1 + ratersOf(spec).length);
  return Math.ceil(calls / spec.limits.concurrency) * callTime + (trains ? trainingTime : 0);
}
