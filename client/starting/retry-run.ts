import { type Client, WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { RetryStage, RunInput } from '../../domain/run/run.ts';
import { jobState, usableGeneration } from '../../runs/generation.ts';
import { openRun } from '../../runs/open-run.ts';
import type { RunRecord } from '../../runs/record.ts';
import { unlessBroken } from '../../runs/unless-broken.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { ClientError } from '../program/client-error.ts';
import { areSearched } from '../temporal/search-attributes.ts';
import { describeWorkflow, requireWorker } from '../temporal/temporal-runs.ts';

export const retryStages = ['fine-tune', 'answer', 'judge', 'report'] as const satisfies readonly RetryStage[];

/** Which of the models that a run has made is asked, rated and reported. */
export interface RetryOptions {
  /** Of the fine-tuning stage; default: the newest whose job succeeded. */
  generation?: number;
}

/**
 * Begins an ended run again at a stage, as a new execution of the same id; what earlier stages made is taken from the
 * store. Never a reset: history stays as it was. Its record is written by its first step.
 * @throws {ClientError} bad input: there is no such run, it is still open, or has no such model · cannot start: no worker
 */
export async function retryRun(
  temporal: Client,
  store: ArtifactStore,
  runId: string,
  from: RetryStage,
  options: RetryOptions = {},
): Promise<RunRecord> {
  const run = openRun(store, runId);
  const records = await run.records();
  const latest = records.at(-1);
  if (!latest)
    throw new ClientError('badInput', `There is no run ${JSON.stringify(runId)} in this store (TEMPERA_STORE).`);
  const basis = await basisOf(store, latest, records, from, options);
  await refuseOpen(temporal, runId);
  await requireWorker(temporal);
  const rated = await run.isRated(basis.ratings);
  // Of a spec that is broken the run itself tells; what it said of search attributes is not known then.
  const spec = await unlessBroken(() => run.spec());
  const searchAttributes = spec !== undefined && (await areSearched(temporal, spec));
  const input = { ...retryOf(latest.input, from, rated, basis), searchAttributes };
  const record = { startedAt: new Date().toISOString(), workflow: latest.workflow, input };
  await begin(temporal, record);
  return record;
}

/** The execution whose model, and whose ratings if any, a retry builds on. */
async function basisOf(
  store: ArtifactStore,
  { workflow, input }: RunRecord,
  records: readonly RunRecord[],
  from: RetryStage,
  { generation: wanted }: RetryOptions,
): Promise<RunInput> {
  const inputs = records.map((record) => record.input);
  const { runId } = input;
  if (workflow === 'captureAnswers' && from !== 'answer') {
    throw new ClientError('badInput', `run ${runId} is a capture, which only asks: retry it with --from answer`);
  }
  if (workflow !== 'fineTuneAndEvaluate') {
    if (from !== 'fine-tune' && wanted === undefined) return input;
    throw new ClientError('badInput', `run ${runId} makes no model: it cannot be retried from fine-tune`);
  }
  const generations = inputs.map(({ generation }) => generation);
  if (from === 'fine-tune') {
    if (wanted === undefined) return newestOf(inputs, Math.max(...generations)) ?? input;
    throw new ClientError('badInput', '--generation names a model that exists, and --from fine-tune makes another one');
  }
  const generation = wanted ?? (await usableGeneration(store, runId, generations, from)) ?? Math.max(...generations);
  const basis = newestOf(inputs, generation);
  if (!basis) {
    const known = [...new Set(generations)].sort((a, b) => a - b).join(', ');
    throw new ClientError('badInput', `run ${runId} has no generation ${generation}. There are: ${known}.`);
  }
  if (from !== 'answer' && (await jobState(store, runId, generation)) !== 'succeeded') {
    const remedy = `Retry with --from answer, which waits for the job, or with --from fine-tune, which makes another.`;
    const message = `no fine-tuning job of run ${runId} is known to have succeeded (generation ${generation}): there is nothing to ${from}. ${remedy}`;
    throw new ClientError('badInput', message);
  }
  return basis;
}

function newestOf(inputs: readonly RunInput[], generation: number): RunInput | undefined {
  return inputs.findLast((input) => input.generation === generation);
}

/**
 * Ratings are kept when only the report is written anew, and gone on with when they are not complete. From answer on they
 * get a number of their own, which takes over those that stand, since there may be more to rate; only from fine-tune on
 * is another job made.
 */
export function retryOf(latest: RunInput, from: RetryStage, rated = true, basis = latest): RunInput {
  const revision = latest.revision + 1;
  const keepsRatings = from === 'report' || (from === 'judge' && !rated);
  return {
    ...latest,
    from,
    revision,
    ratings: keepsRatings ? basis.ratings : revision,
    generation: from === 'fine-tune' ? basis.generation + 1 : basis.generation,
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
      taskQueue,
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
