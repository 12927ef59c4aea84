import type { Dataset, SampleIndex } from '../domain/data/dataset.ts';
import type { RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { type AnsweredRun, openAnsweredRun } from './answered-run.ts';
import { readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';
import { findRunRecord, type RunRecord, runRecords } from './record.ts';
import { findReport, type StoredReport } from './reports.ts';

/** A run in the store, part by part. Each is read by its shape, and undefined as long as it has not been written. */
export interface Run {
  runId: string;
  /** Of the latest execution that has begun. */
  record(): Promise<RunRecord | undefined>;
  /** Of all executions that have begun, the oldest first. */
  records(): Promise<RunRecord[]>;
  spec(): Promise<RunSpec | undefined>;
  plan(): Promise<RunPlan | undefined>;
  dataset(): Promise<Dataset | undefined>;
  /** What the raters have to rate in a revision. */
  ratingItems(revision: number): Promise<SampleIndex | undefined>;
  isRated(revision: number): Promise<boolean>;
  /** The newest one. */
  report(): Promise<StoredReport | undefined>;
  /** Throws a {@link RunError} as long as answers are missing. */
  answered(): Promise<AnsweredRun>;
}

/** Opens a run, be it there or not: reading its parts tells. */
export function openRun(store: ArtifactStore, runId: string): Run {
  const record = () => findRunRecord(store, runId);
  return {
    runId,
    record,
    records: () => runRecords(store, runId),
    async spec() {
      const { input } = (await record()) ?? {};
      return input && readJson(store, input.spec);
    },
    plan: () => readIfThere(store, keys.plan(runId)),
    dataset: () => readIfThere(store, keys.dataset(runId)),
    ratingItems: (revision) => readIfThere(store, keys.ratingPlan(runId, revision)),
    isRated: async (revision) => (await store.find(keys.ratingManifest(runId, revision))) !== undefined,
    report: () => findReport(store, runId),
    answered: () => openAnsweredRun(store, runId),
  };
}
