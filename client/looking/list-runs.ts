import { Readable } from 'node:stream';
import type { Client } from '@temporalio/client';
import { endOf } from '../../domain/report/words/notices.ts';
import type { VerdictWord } from '../../domain/verdict/verdict.ts';
import { approvalEvents, estimateAsked } from '../../runs/approvals.ts';
import { findCapture } from '../../runs/captures.ts';
import { openRun } from '../../runs/open-run.ts';
import { type RunRecord, recordedRunIds } from '../../runs/record.ts';
import { readShutdowns } from '../../runs/shutdowns.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { describeWorkflow } from '../temporal/temporal-runs.ts';
import type { RunState } from './run-status.ts';

/** A line of the list of runs. */
export interface RunSummary {
  runId: string;
  /** Of the spec. */
  name?: string;
  state: RunState | 'unreadable';
  /** Why it is unreadable. */
  problem?: string;
  /** It keeps answers, and reports nothing. */
  isCapture?: true;
  verdict?: VerdictWord;
  /** Why the verdict confirms nothing, in a word or two; absent when it does. */
  notice?: string;
  /** ISO 8601, UTC. */
  startedAt?: string;
  /** When the first of its models stops, as its provider says; absent where none does. */
  modelStops?: string;
}

/** Runs whose files are open at the same time. */
const atOnce = 16;

/** All runs in the store, the newest first; a server tells how those without a report are. */
export async function listRuns(store: ArtifactStore, temporal?: Client): Promise<RunSummary[]> {
  const runs: RunSummary[] = await Readable.from(await recordedRunIds(store))
    .map((runId: string) => summaryOf(store, temporal, runId), { concurrency: atOnce })
    .toArray();
  return runs.sort((a, b) => (b.startedAt ?? '').localeCompare(a.startedAt ?? ''));
}

async function summaryOf(store: ArtifactStore, temporal: Client | undefined, runId: string): Promise<RunSummary> {
  const { isOver, ...stored } = await storedSummary(store, runId);
  const now = isOver ? 'unknown' : await stateOf(temporal, runId);
  if (now === 'unknown') return stored;
  const { verdict: _, notice: __, ...known } = stored;
  return { ...known, state: now === 'running' && (await waits(store, runId)) ? 'waiting' : now };
}

/** Of a run; `isOver` when its latest execution needs no server to tell how it ended. */
type StoredSummary = RunSummary & { isOver: boolean };

/** What the store tells of a run. One that cannot be read is listed by its name, and hides no other one. */
async function storedSummary(store: ArtifactStore, runId: string): Promise<StoredSummary> {
  const known: StoredSummary = { runId, state: 'unreadable', isOver: true };
  try {
    const run = openRun(store, runId);
    const record = await run.record();
    if (!record) return { ...known, problem: 'its record is gone' };
    known.startedAt = record.startedAt;
    known.name = (await run.spec())?.name ?? '';
    const [first] = await readShutdowns(store, runId);
    if (first) known.modelStops = first.date;
    if (record.workflow === 'captureAnswers') return await capturedSummary(store, record, known);
    const stored = await run.report();
    if (!stored) return { ...known, state: 'unknown', isOver: false };
    const { outcome: state, ...end } = endOf(stored.report);
    // A report before that of the retry tells nothing of the retry.
    return { ...known, state, ...end, isOver: stored.revision >= record.input.revision };
  } catch (error) {
    return { ...known, problem: (error as Error).message };
  }
}

/** As of a run with a report. */
async function capturedSummary(
  store: ArtifactStore,
  { input }: RunRecord,
  known: StoredSummary,
): Promise<StoredSummary> {
  const stored = await findCapture(store, input.runId);
  const state = stored?.capture.outcome ?? 'unknown';
  return { ...known, isCapture: true, state, isOver: stored !== undefined && stored.revision >= input.revision };
}

/** Whether a person is asked to approve its estimate. */
async function waits(store: ArtifactStore, runId: string): Promise<boolean> {
  const record = await openRun(store, runId).record();
  const events = await approvalEvents(store, runId);
  return record !== undefined && estimateAsked(events, record.input.revision) !== undefined;
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
