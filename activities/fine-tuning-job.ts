import { createHash } from 'node:crypto';
import { ApplicationFailure } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { RunInput, RunPlan, TunedModel } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import {
  type JobEvent,
  type JobRequest,
  ProviderError,
  type RemoteJob,
  type TrainingProvider,
} from '../providers/port.ts';
import { publishJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure, withSentence } from './failures.ts';

export interface StartJobInput {
  run: RunInput;
  plan: RunPlan;
  /** Ids at the provider. */
  trainingFile: string;
  validationFile?: string;
  /** Hashes of the files, by which the same training is recognised. */
  contents: readonly string[];
}

/** What is kept of a job once it has ended. */
export interface JobRecord {
  job: RemoteJob;
  events: JobEvent[];
}

/** The metadata by which a run finds the job that it has made. */
export function ownerOf(run: RunInput): { run: string; generation: string } {
  return { run: run.runId, generation: String(run.generation) };
}

/** A job of another run that has succeeded with the same recipe, and whose model is still served. */
export async function findReusable(
  provider: TrainingProvider,
  input: StartJobInput,
  spec: RunSpec,
): Promise<RemoteJob | undefined> {
  if (spec.fineTune?.reuse === 'never' || input.run.generation > 1) return undefined;
  for (const job of (await provider.trainer.findJobs({ recipe: recipeOf(input, spec) })).reverse()) {
    if (job.state === 'succeeded' && job.fineTunedModel && (await isServed(provider, job.fineTunedModel))) return job;
  }
  return undefined;
}

async function isServed(provider: TrainingProvider, model: string): Promise<boolean> {
  try {
    await provider.retrieveModel(model);
    return true;
  } catch (error) {
    if (error instanceof ProviderError && error.problem.action === 'missing') return false;
    throw error;
  }
}

/** All that decides what is learned: base, files by content, hyperparameters, seed. */
function recipeOf({ contents }: StartJobInput, { fineTune }: Pick<RunSpec, 'fineTune'>): string {
  const parts = [fineTune?.model, fineTune?.seed, fineTune?.hyperparameters, contents];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export function jobOf(input: StartJobInput, { fineTune }: Pick<RunSpec, 'fineTune'>): JobRequest {
  if (!fineTune) throw finalFailure('Unexpected', 'a job was asked for by a spec without fineTune');
  const { epochs, batchSize, learningRateMultiplier } = fineTune.hyperparameters;
  return {
    model: fineTune.model,
    trainingFile: input.trainingFile,
    ...(input.validationFile && { validationFile: input.validationFile }),
    ...(fineTune.suffix && { suffix: fineTune.suffix }),
    seed: fineTune.seed,
    hyperparameters: { n_epochs: epochs, batch_size: batchSize, learning_rate_multiplier: learningRateMultiplier },
    metadata: { ...ownerOf(input.run), recipe: recipeOf(input, { fineTune }) },
  };
}

/** Whether nothing more is to come of the job; a success is not complete before its model has a name. */
export function hasEnded({ state, fineTunedModel }: RemoteJob): boolean {
  return state === 'succeeded' ? fineTunedModel !== undefined : state !== 'going';
}

/** The tuned model, once the job has succeeded; a failure that is retried while it goes on. */
export function settle(job: RemoteJob, run: RunInput, namelessFor = 0): TunedModel {
  switch (job.state) {
    case 'going':
      throw notYet(`job ${job.id} is ${job.status}`);
    case 'succeeded':
      if (!job.fineTunedModel && namelessFor < run.settings.newModelWait) {
        throw notYet(`job ${job.id} succeeded, and its model has no name yet`);
      }
      return tunedModelOf(job, run);
    case 'failed':
    case 'cancelled':
      throw failureOfJob(job);
    default:
      return job.state satisfies never;
  }
}

/** Why the job made nothing, with the provider's sentence beside it. */
function failureOfJob({ id, status, error }: RemoteJob): ApplicationFailure {
  const why = `job ${id} ${status}${error ? ` (code ${error.code})` : ''}: see its events at the provider`;
  return withSentence(finalFailure('FineTuningFailed', why), error && { said: error.message });
}

function notYet(message: string): ApplicationFailure {
  return ApplicationFailure.create({ type: 'NotYet', message, category: ApplicationFailureCategory.BENIGN });
}

/** What a succeeded job has made. */
export function tunedModelOf(job: RemoteJob, run: RunInput): TunedModel {
  if (!job.fineTunedModel) {
    throw finalFailure('FineTuningFailed', `job ${job.id} succeeded without a model's name; --from answer looks again`);
  }
  const maker = job.metadata['run'];
  return {
    jobId: job.id,
    model: job.fineTunedModel,
    ...(job.trainedTokens && { trainedTokens: job.trainedTokens }),
    ...(maker && maker !== run.runId && { reusedFrom: maker }),
  };
}

/** Keeps what the provider said of the job, skipped examples among it. */
export async function recordJob(
  store: ArtifactStore,
  provider: TrainingProvider,
  run: RunInput,
  job: RemoteJob,
): Promise<void> {
  const events = await eventsOf(provider, job);
  await publishJson(store, keys.job(run.runId, run.generation), { job, events } satisfies JobRecord);
}

/** Not every provider tells events, and a job that has succeeded is paid without them. */
async function eventsOf(provider: TrainingProvider, { id }: RemoteJob): Promise<JobEvent[]> {
  try {
    return await provider.trainer.jobEvents(id);
  } catch (error) {
    if (error instanceof ProviderError && ['missing', 'failed'].includes(error.problem.action)) return [];
    throw error;
  }
}
