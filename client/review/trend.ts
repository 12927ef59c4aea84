import { counted } from '../../domain/report/words/format.ts';
import { baselineRuns } from '../../domain/trend/trend.ts';
import type { TrendReport } from '../../domain/trend/trend-report.ts';
import { type Baseline, pinBaseline } from '../../runs/baselines.ts';
import { findSchedule } from '../../runs/schedules.ts';
import { readTrend } from '../../runs/trend.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { type Ending, exitCodes } from '../program/exit-codes.ts';

/**
 * The trend of a schedule, by its runs in the store.
 * @throws {ClientError} bad input: there is no such schedule
 */
export async function trendOfSchedule(store: ArtifactStore, schedule: string): Promise<TrendReport> {
  if (!(await findSchedule(store, schedule))) {
    const remedy = '"tempera schedule list" shows those there are';
    throw new ClientError(
      'badInput',
      `There is no schedule ${JSON.stringify(schedule)} in this store (TEMPERA_STORE): ${remedy}.`,
    );
  }
  return readTrend(store, schedule);
}

/**
 * Pins the newest tested runs of a schedule as its baseline: they are chosen by their place, and before there are any that
 * will be compared with them.
 * @throws {ClientError} bad input: the present segment has too few runs
 */
export async function pinNewest(
  store: ArtifactStore,
  { schedule, segments }: TrendReport,
  count: number,
  now: Date,
): Promise<Baseline> {
  const { runs = [] } = segments.at(-1) ?? {};
  if (count < baselineRuns || runs.length < count) {
    const why =
      count < baselineRuns
        ? `a baseline takes at least ${baselineRuns} runs, got ${count}`
        : `the present segment of ${schedule} has ${runs.length} tested runs, and the baseline is to take ${count}`;
    throw new ClientError(
      'badInput',
      `${why}: fewer tell too little of how runs scatter, and those of two segments nothing.`,
    );
  }
  return pinBaseline(store, schedule, { at: now.toISOString(), runs: runs.slice(-count) });
}

/** How a trend stands at the gate. */
export interface TrendAtGate {
  passed: boolean;
  because: string;
  ending: Ending;
  exitCode: number;
}

/** Only worse fails; what has not been looked at yet is undecided. */
export function gateTrend({ word, by, dueIn, isPinned }: TrendReport): TrendAtGate {
  const ending: Ending = word === undefined ? 'gateUndecided' : word === 'worse' ? 'gateWorse' : 'done';
  const since = isPinned ? 'since the baseline was pinned' : 'yet';
  const because = by
    ? `look ${by.k} found ${by.word}`
    : `no look has been taken ${since}, the next comes after ${counted(dueIn, 'more run')}`;
  return { passed: ending === 'done', because, ending, exitCode: exitCodes[ending] };
}
