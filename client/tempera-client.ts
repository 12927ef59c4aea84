import type { Rejected } from '../domain/run/approval.ts';
import type { RetryStage } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { RunRecord } from '../runs/record.ts';
import { findReport, type StoredReport } from '../runs/reports.ts';
import { listSchedules } from '../runs/schedules.ts';
import { describeRun } from './looking/describe-run.ts';
import { listRuns, type RunSummary } from './looking/list-runs.ts';
import { lookAgain } from './looking/look-again.ts';
import { isResting, type RunStatus } from './looking/run-status.ts';
import { deleteSchedule, pauseSchedule, resumeSchedule, triggerSchedule } from './scheduling/control-schedule.ts';
import { type CreatedSchedule, type CreateOptions, createSchedule } from './scheduling/create-schedule.ts';
import { describeSchedule, type ScheduleStatus, scheduleStatus } from './scheduling/schedule-status.ts';
import {
  requireSchedule,
  type UpdatedSchedule,
  type UpdateOptions,
  updateSchedule,
} from './scheduling/update-schedule.ts';
import { approveRun, rejectRun, type WaitingEstimate } from './starting/decide-run.ts';
import { type Resumed, type ResumeOptions, resumeRun } from './starting/resume-run.ts';
import { type RetryOptions, retryRun } from './starting/retry-run.ts';
import { type StartedRun, type StartOptions, type StartPlace, startRun } from './starting/start-run.ts';
import { requireOpen } from './temporal/temporal-runs.ts';

/** Runs, as a program sees them. Every method throws a `ClientError` for what a person can mend. */
export interface TemperaClient {
  /** Starts a run, or attaches to the one with the same id and spec. */
  startRun(spec: RunSpec, options?: StartOptions): Promise<StartedRun>;
  describeRun(runId: string): Promise<RunStatus>;
  /** Looks again and again, every second unless told otherwise, until nothing more happens by itself. */
  watchRun(runId: string, options?: { everyMilliseconds?: number; signal?: AbortSignal }): AsyncIterable<RunStatus>;
  /** Asks the run to stop; its fine-tuning job is cancelled and what was in flight is recorded before it ends. */
  cancelRun(runId: string): Promise<void>;
  /** Begins an ended run again at a stage, with what is there; earlier reports are kept. */
  retryRun(runId: string, from: RetryStage, options?: RetryOptions): Promise<RunRecord>;
  /** Approves the estimate that a run waits with, and gives it. */
  approveRun(runId: string, approved: { by: string; hash?: string | undefined }): Promise<WaitingEstimate>;
  /** Rejects it, which ends the run. */
  rejectRun(runId: string, rejected: Rejected): Promise<void>;
  /** Tells a blocked run that what was wrong has been mended, or how to go on where its budget is spent. */
  resumeRun(runId: string, options?: ResumeOptions): Promise<Resumed>;
  /** All runs in the store, the newest first. */
  listRuns(): Promise<RunSummary[]>;
  /** Starts runs of a spec by itself from now on, its test set pinned. */
  createSchedule(spec: RunSpec, options: CreateOptions): Promise<CreatedSchedule>;
  updateSchedule(id: string, options: UpdateOptions): Promise<UpdatedSchedule>;
  /** All schedules of the store by their ids. */
  listSchedules(): Promise<ScheduleStatus[]>;
  describeSchedule(id: string): Promise<ScheduleStatus>;
  pauseSchedule(id: string, note: string): Promise<void>;
  resumeSchedule(id: string, note: string): Promise<void>;
  /** Starts a run of a schedule now, and gives its id where the server tells it in time. */
  triggerSchedule(id: string): Promise<string | undefined>;
  /** Its runs stay. */
  deleteSchedule(id: string): Promise<void>;
  /** The newest report of a run, or undefined when it has none. */
  readReport(runId: string): Promise<StoredReport | undefined>;
}

// In milliseconds.
const silence = 30_000;

/**
 * The client that the `tempera` command is made of: a Temporal client, the artifact store that the workers share, and
 * the folder of the data, so that it is pinned before a run starts.
 */
export function createTemperaClient(place: StartPlace): TemperaClient {
  const { temporal, store } = place;
  // A server that is there but silent counts as one that does not answer.
  const describe = (runId: string) =>
    temporal.withDeadline(Date.now() + silence, () => describeRun(temporal, store, runId));
  return {
    startRun: (spec, options) => startRun(place, spec, options),
    describeRun: describe,
    async *watchRun(runId, { everyMilliseconds = 1000, signal } = {}) {
      for await (const status of lookAgain(() => describe(runId), { every: everyMilliseconds, signal })) {
        yield status;
        if (isResting(status)) return;
      }
    },
    cancelRun: async (runId) => {
      await requireOpen(temporal, runId);
      await temporal.workflow.getHandle(runId).cancel();
    },
    retryRun: (runId, from, options) => retryRun(temporal, store, runId, from, options),
    approveRun: (runId, approved) => approveRun(temporal, store, runId, approved),
    rejectRun: (runId, rejected) => rejectRun(temporal, store, runId, rejected),
    resumeRun: (runId, options) => resumeRun(temporal, store, runId, options),
    listRuns: () => listRuns(store, temporal),
    createSchedule: (spec, options) => createSchedule(place, spec, options),
    updateSchedule: (id, options) => updateSchedule(place, id, options),
    listSchedules: async () => {
      const all = await listSchedules(store);
      return Promise.all(all.map((schedule) => scheduleStatus(store, schedule, temporal)));
    },
    describeSchedule: async (id) => describeSchedule(store, await requireSchedule(store, id), temporal),
    pauseSchedule: (id, note) => pauseSchedule(temporal, id, note),
    resumeSchedule: (id, note) => resumeSchedule(temporal, id, note),
    triggerSchedule: (id) => triggerSchedule(temporal, id),
    deleteSchedule: (id) => deleteSchedule(temporal, store, id),
    readReport: (runId) => findReport(store, runId),
  };
}
