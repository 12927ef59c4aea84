import { type Client, type WorkflowExecutionDescription, WorkflowFailedError } from '@temporalio/client';
import type { Estimate } from '../../domain/cost/estimate-schema.ts';
import { estimateLines } from '../../domain/cost/estimate-words.ts';
import { endOf } from '../../domain/report/words/notices.ts';
import type { AskedApproval } from '../../domain/run/approval.ts';
import type { Progress, RunResult } from '../../domain/run/run.ts';
import { type StageName, stageOrder } from '../../domain/run/stages.ts';
import { approvalEvents, estimateAsked } from '../../runs/approvals.ts';
import { findCapture } from '../../runs/captures.ts';
import { looseJob } from '../../runs/generation.ts';
import { readJson } from '../../runs/json.ts';
import { reachedStage, stagesOf } from '../../runs/reached.ts';
import { findRunRecord, type RunRecord } from '../../runs/record.ts';
import { findReport } from '../../runs/reports.ts';
import { withSaid } from '../../runs/said.ts';
import { readShutdowns } from '../../runs/shutdowns.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { searchAttributes } from '../../workflows/search-attributes.ts';
import { ClientError } from '../program/client-error.ts';
import { askProgress } from '../temporal/ask-progress.ts';
import { explainFailure } from '../temporal/failure.ts';
import { jobIn, pauseIn, pendingActivities, stageOf, troubleOf } from '../temporal/pending.ts';
import { describeWorkflow, hasWorker } from '../temporal/temporal-runs.ts';
import type { RunStatus } from './run-status.ts';
import { workKept, workOf } from './work.ts';

/**
 * Where a run is: from the server as long as it remembers the run, else from the store.
 * @throws {ClientError} bad input: neither knows such a run
 */
export async function describeRun(temporal: Client, store: ArtifactStore, runId: string): Promise<RunStatus> {
  const status = await describeNow(temporal, store, runId);
  const shutdowns = await readShutdowns(store, runId);
  return { ...status, ...(shutdowns.length > 0 && { shutdowns }) };
}

async function describeNow(temporal: Client, store: ArtifactStore, runId: string): Promise<RunStatus> {
  const [description, record] = await Promise.all([describeWorkflow(temporal, runId), findRunRecord(store, runId)]);
  if (!description) return await describeForgotten(store, runId, record);
  const status: RunStatus = {
    runId,
    state: 'running',
    stages: await stagesOf(store, record),
    work: [],
    startedAt: description.startTime.toISOString(),
  };
  if (description.status.name === 'RUNNING') {
    return { ...status, ...(await describeOpen(temporal, store, description, record)) };
  }
  const endedAt = description.closeTime?.toISOString();
  const end = await describeClosed(temporal, store, runId);
  const kept =
    record && hasNoReport(end) ? await whatIsKept(store, record, status.stages, stageAtEnd(end, description)) : {};
  const loose = end.state === 'cancelled' && record ? await looseJob(store, record.input) : undefined;
  return { ...status, ...(endedAt && { endedAt }), ...end, ...kept, ...(loose && { note: lookFor(loose) }) };
}

async function describeOpen(
  temporal: Client,
  store: ArtifactStore,
  description: WorkflowExecutionDescription,
  record: RunRecord | undefined,
): Promise<Partial<RunStatus>> {
  const [progress, pending] = await Promise.all([
    askProgress(temporal, description.workflowId),
    pendingActivities(temporal, description),
  ]);
  const seen = progress?.stage ?? stageOf(pending);
  const isBlocked = progress?.blocked !== undefined;
  const approval = await approvalWanted(store, progress, record);
  const stage = approval ? 'approval' : seen;
  const job = jobIn(pending);
  const note =
    pauseIn(pending, Date.now()) ??
    troubleOf(pending) ??
    (progress ? progress.notice : await whyNobodyAnswers(temporal));
  const explained = (text: string) => withSaid(store, description.workflowId, text);
  return {
    ...(progress?.blocked !== undefined && { state: 'blocked', blocked: await explained(progress.blocked) }),
    ...(approval && { state: 'waiting', approval }),
    ...(progress?.until && { until: progress.until }),
    ...(stage && { stage }),
    // Nothing is under way while a run waits for a person, so that no heartbeat counts.
    work:
      isBlocked && record && stage ? await workKept(store, record, stage) : await workOf(store, record, stage, pending),
    ...(job && { job }),
    ...(note && { note: await explained(note) }),
  };
}

/** What a person is asked to approve, from the store where no worker answers. */
async function approvalWanted(
  store: ArtifactStore,
  progress: Progress | undefined,
  record: RunRecord | undefined,
): Promise<AskedApproval | undefined> {
  if (progress || !record) return progress?.approval;
  const { runId, revision } = record.input;
  const asked = estimateAsked(await approvalEvents(store, runId), revision);
  return asked && { estimate: asked.sha256, lines: estimateLines(await readJson<Estimate>(store, asked)), risen: [] };
}

async function whyNobodyAnswers(temporal: Client): Promise<string> {
  return (await hasWorker(temporal))
    ? 'the worker does not answer at the moment'
    : 'no worker asks for work: the run goes on once one does ("tempera worker")';
}

/** What has failed tells the stage best, then what the run itself said last. */
function stageAtEnd(
  { failure }: Partial<RunStatus>,
  { typedSearchAttributes }: WorkflowExecutionDescription,
): StageName | undefined {
  return failure?.stage ?? stageOrder.find((stage) => stage === typedSearchAttributes.get(searchAttributes.stage));
}

function lookFor(loose: string): string {
  return `The provider has not confirmed that training was cancelled: look there for ${loose}, and cancel it.`;
}

function hasNoReport({ state }: Partial<RunStatus>): boolean {
  return state === 'cancelled' || state === 'failed';
}

async function whatIsKept(
  store: ArtifactStore,
  record: RunRecord,
  stages: RunStatus['stages'],
  told?: StageName,
): Promise<Pick<RunStatus, 'stage' | 'work'>> {
  const stage = told ?? (await reachedStage(store, record, stages));
  return { stage, work: await workKept(store, record, stage) };
}

async function describeClosed(temporal: Client, store: ArtifactStore, runId: string): Promise<Partial<RunStatus>> {
  try {
    const { outcome, verdict, notice }: RunResult = await temporal.workflow.getHandle(runId).result();
    return { state: outcome, ...(verdict && { verdict }), ...(notice && { notice }) };
  } catch (error) {
    // A lost connection says nothing of the run.
    if (!(error instanceof WorkflowFailedError)) throw error;
    const failure = explainFailure(error);
    const message = await withSaid(store, runId, failure.message);
    return { state: failure.type === 'Cancelled' ? 'cancelled' : 'failed', failure: { ...failure, message } };
  }
}

async function describeForgotten(
  store: ArtifactStore,
  runId: string,
  record: RunRecord | undefined,
): Promise<RunStatus> {
  if (!record) {
    throw new ClientError(
      'badInput',
      `There is no run ${JSON.stringify(runId)}. "tempera list" shows those there are.`,
    );
  }
  const status = { runId, stages: await stagesOf(store, record), work: [], startedAt: record.startedAt };
  const captured = await findCapture(store, runId);
  if (captured)
    return {
      ...status,
      state: captured.capture.outcome,
      ...(captured.capture.finishedAt && { endedAt: captured.capture.finishedAt }),
    };
  const stored = await findReport(store, runId);
  if (!stored) return { ...status, state: 'unknown', ...(await whatIsKept(store, record, status.stages)) };
  const { outcome: state, ...end } = endOf(stored.report);
  return { ...status, state, ...end, endedAt: stored.report.execution.finishedAt };
}
