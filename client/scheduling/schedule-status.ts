import type { Client, ScheduleDescription } from '@temporalio/client';
import { endOf } from '../../domain/report/words/notices.ts';
import type { RunResult } from '../../domain/run/run.ts';
import type { ScheduleTimes } from '../../domain/schedule/schedule.ts';
import { openRun } from '../../runs/open-run.ts';
import { type ScheduledRun, type StoredSchedule, scheduledRuns } from '../../runs/schedules.ts';
import { unlessBroken } from '../../runs/unless-broken.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { describeRun } from '../looking/describe-run.ts';
import type { RunState } from '../looking/run-status.ts';
import { describeOnServer } from './server-schedule.ts';

/** A run of a schedule, and how it ended. */
export interface ScheduledEnd {
  runId: string;
  slot: string;
  /** Absent without a report. */
  outcome?: RunResult['outcome'];
  verdict?: RunResult['verdict'];
  /** How a run without a report stands, where the server was asked. */
  state?: RunState;
  /** Why it has failed, or what holds it up. */
  reason?: string;
}

/** How a schedule stands. */
export interface ScheduleStatus {
  id: string;
  /** `missing`: the server has none of that id · `unknown`: no server was asked. */
  state: 'active' | 'paused' | 'deleted' | 'missing' | 'unknown';
  /** Why it is paused, or who paused it. */
  note?: string;
  times: ScheduleTimes;
  /** ISO 8601, UTC. */
  createdAt: string;
  version: number;
  /** Its newest runs, the newest first. */
  runs: ScheduledEnd[];
  /** Runs that it has had. */
  count: number;
  /** The newest run that ended `done`. */
  lastSuccess?: ScheduledEnd;
  /** Slots that had no run since the one before was still open. */
  skipped?: number;
  /** Slots that had no run since nothing was there to start one. */
  missed?: number;
  /** ISO 8601, UTC; absent where no server was asked. */
  next?: string[];
}

const mostShown = 10;

/** How a schedule stands, as the store and, where one is given, the server tell. */
export async function scheduleStatus(
  store: ArtifactStore,
  { id, times, createdAt, version, deletedAt }: StoredSchedule,
  temporal?: Client,
): Promise<ScheduleStatus> {
  const runs = (await scheduledRuns(store, id)).reverse();
  const shown = await Promise.all(runs.slice(0, mostShown).map((run) => endOfRun(store, run)));
  const last = await lastSuccess(store, shown, runs.slice(mostShown));
  const known = {
    id,
    times,
    createdAt,
    version,
    runs: shown,
    count: runs.length,
    ...(last && { lastSuccess: last }),
  };
  if (deletedAt !== undefined) return { ...known, state: 'deleted' };
  if (!temporal) return { ...known, state: 'unknown' };
  const described = await describeOnServer(temporal, id);
  return { ...known, ...(described ? toldBy(described) : { state: 'missing' }) };
}

/** The same, with how its runs without a report stand. */
export async function describeSchedule(
  store: ArtifactStore,
  schedule: StoredSchedule,
  temporal: Client,
): Promise<ScheduleStatus> {
  const status = await scheduleStatus(store, schedule, temporal);
  const runs = status.runs.map((run) => (run.outcome === undefined ? standing(temporal, store, run) : run));
  return { ...status, runs: await Promise.all(runs) };
}

async function standing(temporal: Client, store: ArtifactStore, run: ScheduledEnd): Promise<ScheduledEnd> {
  const { state, failure, blocked } = await describeRun(temporal, store, run.runId);
  const reason = failure?.message ?? blocked;
  return { ...run, state, ...(reason !== undefined && { reason }) };
}

function toldBy({ state, info }: ScheduleDescription): Pick<ScheduleStatus, 'state'> & Partial<ScheduleStatus> {
  return {
    state: state.paused ? 'paused' : 'active',
    ...(state.note && { note: state.note }),
    skipped: info.numActionsSkippedOverlap,
    missed: info.numActionsMissedCatchupWindow,
    next: info.nextActionTimes.map((time) => time.toISOString()),
  };
}

async function lastSuccess(
  store: ArtifactStore,
  shown: readonly ScheduledEnd[],
  older: readonly ScheduledRun[],
): Promise<ScheduledEnd | undefined> {
  const found = shown.find(({ outcome }) => outcome === 'done');
  if (found) return found;
  for (const run of older) {
    const end = await endOfRun(store, run);
    if (end.outcome === 'done') return end;
  }
  return undefined;
}

async function endOfRun(store: ArtifactStore, { runId, slot }: ScheduledRun): Promise<ScheduledEnd> {
  const stored = await unlessBroken(() => openRun(store, runId).report());
  if (!stored) return { runId, slot };
  const { outcome, verdict } = endOf(stored.report);
  return { runId, slot, outcome, ...(verdict && { verdict }) };
}
