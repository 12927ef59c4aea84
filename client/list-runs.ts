import type { Client } from '@temporalio/client';
import { endOf } from '../domain/report/notices.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { VerdictWord } from '../domain/verdict.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { findRunRecord, type RunRecord, recordedRunIds } from './run-record.ts';
import type { RunState } from './run-status.ts';
import { findReport } from './stored-reports.ts';
import { describeWorkflow } from './temporal-runs.ts';

/** A line of the list of runs. */
export interface RunSummary {
  runId: string;
  /** Of the spec. */
  name: string;
  state: RunState;
  verdict?: VerdictWord;
  /** Why the verdict confirms nothing, in a word or two; absent when it does. */
  notice?: string;
  /** ISO 8601, UTC. */
  startedAt: string;
}

/** All runs in the store, the newest first; a server tells how those without a report are. */
export async function listRuns(store: ArtifactStore, temporal?: Client): Promise<RunSummary[]> {
  const records = await Promise.all((await recordedRunIds(store)).map((runId) => findRunRecord(store, runId)));
  const known = records.filter((record) => record !== undefined);
  known.sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  return await Promise.all(known.map((record) => summaryOf(store, temporal, record)));
}

async function summaryOf(store: ArtifactStore, temporal: Client | undefined, record: RunRecord): Promise<RunSummary> {
  const { runId, spec: ref } = record.input;
  const { name } = JSON.parse((await store.read(ref)).toString()) as RunSpec;
  const stored = await findReport(store, runId);
  const summary = { runId, name, startedAt: record.startedAt };
  if (!stored) return { ...summary, state: await stateOf(temporal, runId) };
  const { outcome: state, ...end } = endOf(stored.report);
  return { ...summary, state, ...end };
}

async function stateOf(temporal: Client | undefined, runId: string): Promise<RunState> {
  const description = temporal && (await describeWorkflow(temporal, runId));
  switch (description?.status.name) {
    case 'RUNNING':
    case 'CONTINUED_AS_NEW':
      return 'running';
    case 'CANCELLED':
      return 'cancelled';
    case 'FAILED':
    case 'TERMINATED':
    case 'TIMED_OUT':
      return 'failed';
    default:
      return 'unknown';
  }
}
