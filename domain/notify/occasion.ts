import type { RunResult } from '../run/run.ts';
import type { NotifyEvent } from './notify.ts';

/** What happened to a run, of which somebody is told. */
export interface Occasion {
  event: NotifyEvent;
  /** Of a run that has ended with a report, or a capture with its files. */
  outcome?: RunResult['outcome'];
  verdict?: RunResult['verdict'];
  /** Why the verdict confirms nothing. */
  notice?: string;
  /** Why it is blocked, or has failed. */
  reason?: string;
  /** What the trend of its schedule says since this run: that its runs get worse. */
  trend?: string;
}
