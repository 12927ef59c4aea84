import type { Report } from '../domain/report/report-schema.ts';
import { type Followed, followedIn, type NamedModels, namedModels, segmentKey } from '../domain/trend/followed.ts';
import { type ColumnOfScores, ScoreColumn } from '../domain/trend/score-column.ts';
import type { TestedRun } from '../domain/trend/segments.ts';
import { testedOf } from '../domain/trend/tested.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { openAnsweredRun } from './answered-run.ts';
import { runRecords } from './record.ts';
import { findReport, firstDoneReport } from './reports.ts';
import { type ScheduledRun, scheduledRuns } from './schedules.ts';

/** A run of a schedule. */
export interface FollowedRun {
  run: string;
  /** When it was due, ISO 8601 in UTC, to the second. */
  slot: string;
  /** late: done once a run of a later slot had been; incomplete and trial as its report says; open: no report (yet). */
  state: 'tested' | 'late' | 'incomplete' | 'trial' | 'open';
  /** Of a tested run, by what is followed. */
  scores?: ColumnOfScores & TestedRun & NamedModels;
}

/** What is known of a schedule's runs. */
export interface FollowedRuns {
  /** What the first tested run's spec names; absent before there is one. */
  followed?: Followed;
  /** The oldest slot first. */
  runs: FollowedRun[];
  /** When models stop that the newest tested run has asked. */
  shutdowns: NonNullable<Report['execution']['shutdowns']>;
}

interface DoneRun {
  run: string;
  slot: string;
  doneAt: string;
  report: Report;
}

/**
 * Reads the runs of a schedule with the scores of those that are tested, as the execution left them that was done first.
 * @throws {ArtifactError} of one of them a file is gone or not as it was written
 */
export async function followedRuns(store: ArtifactStore, schedule: string): Promise<FollowedRuns> {
  const scheduled = await scheduledRuns(store, schedule);
  const done = await doneRuns(store, scheduled);
  const tested = new Map(testedOf([...done.values()]).map((run) => [run.run, run]));
  const runs: FollowedRun[] = [];
  let followed: Followed | undefined;
  for (const { runId: run, slot } of scheduled) {
    const own = tested.get(run);
    const read = own && (await readScores(store, own));
    if (read) runs.push({ run, slot, state: 'tested', scores: read.scores });
    else runs.push({ run, slot, state: done.has(run) ? 'late' : await stateOf(store, run) });
    followed ??= read?.followed;
  }
  const newest = [...tested.values()].at(-1);
  return { ...(followed && { followed }), runs, shutdowns: newest?.report.execution.shutdowns ?? [] };
}

async function doneRuns(store: ArtifactStore, scheduled: readonly ScheduledRun[]): Promise<Map<string, DoneRun>> {
  const done = new Map<string, DoneRun>();
  for (const { runId: run, slot } of scheduled) {
    const report = await firstDoneReport(store, run);
    if (report) done.set(run, { run, slot, doneAt: report.execution.finishedAt, report });
  }
  return done;
}

async function stateOf(store: ArtifactStore, run: string): Promise<FollowedRun['state']> {
  const { outcome } = (await findReport(store, run))?.report ?? {};
  return outcome === undefined || outcome === 'done' ? 'open' : outcome;
}

async function readScores(store: ArtifactStore, { run, report }: DoneRun) {
  const records = await runRecords(store, run);
  const execution = records.find(({ input }) => input.revision === report.execution.revision);
  const { spec, samples } = await openAnsweredRun(store, run, execution);
  const followed = followedIn(spec);
  const column = new ScoreColumn(followed);
  for await (const sample of samples()) column.add(sample);
  const scores = column.result();
  const key = segmentKey(spec, report, followed, scores.testSet);
  return { followed, scores: { run, key, ...scores, ...namedModels(report, followed.candidate) } };
}
