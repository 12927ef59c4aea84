import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { RetryStage, RunInput } from '../domain/run.ts';
import { keys } from '../runs/keys.ts';
import { findRunRecord, publishRunRecord, type RunRecord } from '../runs/record.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { taskQueueFor } from '../workflows/contract.ts';
import { ClientError } from './client-error.ts';
import { areRegistered } from './search-attributes.ts';
import { describeWorkflow, requireWorker } from './temporal-runs.ts';

export const retryStages = ['fine-tune', 'answer', 'judge', 'report'] as const satisfies readonly RetryStage[];

/**
 * Begins an ended run again at a stage, as a new execution of the same id; what earlier stages made is taken from the
 * store. Never a reset: history stays as it was.
 * @throws {ClientError} bad input: there is no such run, it is still open, or it makes no model · cannot start: no worker
 */
export async function retryRun(
  temporal: Client,
  store: ArtifactStore,
  runId: string,
  from: RetryStage,
): Promise<RunRecord> {
  const earlier = await findRunRecord(store, runId);
  if (!earlier)
    throw new ClientError('badInput', `There is no run ${JSON.stringify(runId)} in this store (TEMPERA_STORE).`);
  if (from === 'fine-tune' && earlier.workflow !== 'fineTuneAndEvaluate') {
    throw new ClientError('badInput', `run ${runId} makes no model: it cannot be retried from fine-tune`);
  }
  await refuseOpen(temporal, runId);
  await requireWorker(temporal);
  const rated = (await store.find(keys.ratingManifest(runId, earlier.input.ratings))) !== undefined;
  const input = { ...retryOf(earlier.input, from, rated), searchAttributes: await areRegistered(temporal) };
  // Written first: a revision's number is never given twice.
  const record = await publishRunRecord(store, {
    startedAt: new Date().toISOString(),
    workflow: earlier.workflow,
    input,
  });
  await begin(temporal, record);
  return record;
}

/**
 * Ratings are kept when only the report is written anew, and gone on with when they are not complete; only from fine-tune
 * on is another job made.
 */
export function retryOf(earlier: RunInput, from: RetryStage, rated = true): RunInput {
  const revision = earlier.revision + 1;
  const keepsRatings = from === 'report' || (from !== 'fine-tune' && !rated);
  return {
    ...earlier,
    from,
    revision,
    ratings: keepsRatings ? earlier.ratings : revision,
    generation: from === 'fine-tune' ? earlier.generation + 1 : earlier.generation,
  };
}

async function refuseOpen(temporal: Client, runId: string): Promise<void> {
  const run = await describeWorkflow(temporal, runId);
  if (run?.status.name === 'RUNNING') throw stillOpen(runId);
}

async function begin(temporal: Client, { workflow, input }: RunRecord): Promise<void> {
  try {
    await temporal.workflow.start(workflow, {
      workflowId: input.runId,
      taskQueue: taskQueueFor('workflow'),
      args: [input],
      workflowIdConflictPolicy: 'FAIL',
      workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      staticSummary: `retry from ${input.from}, revision ${input.revision}`,
    });
  } catch (error) {
    throw error instanceof WorkflowExecutionAlreadyStartedError ? stillOpen(input.runId) : error;
  }
}

function stillOpen(runId: string): ClientError {
  return new ClientError('badInput', `run ${runId} is open. Wait until it ends, or end it: tempera cancel ${runId}`);
}
