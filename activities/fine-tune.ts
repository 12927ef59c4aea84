import { ApplicationFailure, heartbeat, log } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { RunInput, RunPlan, TunedModel } from '../domain/run.ts';
import type { RunSpec } from '../domain/run-spec.ts';
import {
  type JobOwner,
  type JobRequest,
  type ModelProvider,
  ProviderError,
  type RemoteJob,
} from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from '../storage/keys.ts';
import { finalFailure, passingFailure, reporting } from './failures.ts';
import { publishJson, readSpec } from './run-files.ts';

export interface StartJobInput {
  run: RunInput;
  plan: RunPlan;
  trainingFile: string;
  validationFile?: string;
}

export interface AwaitJobInput {
  run: RunInput;
  plan: RunPlan;
  jobId: string;
}

/** Written before a job is created, so that a later attempt knows that one may exist. */
interface Intent {
  at: number;
  /** True once the provider has said that no job was made. */
  settled?: true;
}

export function fineTuneActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  async function connect(run: RunInput, plan: RunPlan): Promise<{ spec: RunSpec; provider: ModelProvider }> {
    const spec = await readSpec(store, run);
    return { spec, provider: providers.connect(spec, plan.fineTune?.provider ?? spec.provider).direct };
  }

  return {
    /** The id of this run's job: found by its metadata, or created. */
    startJob: (input: StartJobInput): Promise<string> =>
      reporting(async () => {
        const { spec, provider } = await connect(input.run, input.plan);
        const known = await provider.findJob(ownerOf(input.run));
        if (known) return known.id;
        await refuseToGuess(store, input.run);
        return (await createOnce(store, provider, input, spec)).id;
      }),

    /** One look at the job; "not yet" is a failure that Temporal retries for as long as the budget lasts. */
    awaitJob: ({ run, plan, jobId }: AwaitJobInput): Promise<TunedModel> =>
      reporting(async () => {
        const { provider } = await connect(run, plan);
        const job = await provider.retrieveJob(jobId);
        heartbeat({ status: job.status });
        if (job.state !== 'going') await recordJob(store, provider, run, job);
        return settle(job);
      }),

    /** Cancels whatever job this run has; harmless when there is none or it has ended. */
    cancelJob: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<void> =>
      reporting(async () => {
        const { provider } = await connect(run, plan);
        const job = await provider.findJob(ownerOf(run));
        if (job?.state === 'going') await provider.cancelJob(job.id);
        log.info('Fine-tuning job cancelled', { jobId: job?.id ?? 'none was made' });
      }),
  };
}

function ownerOf(run: RunInput): JobOwner {
  return { run: run.runId, generation: String(run.generation) };
}

/** After a lost response an empty list is not believed at once: what was just created may not show yet. */
async function refuseToGuess(store: ArtifactStore, run: RunInput): Promise<void> {
  let last: Intent | undefined;
  for await (const intent of store.readSegments<Intent>(keys.jobIntents(run.runId, run.generation))) last = intent;
  if (!last || last.settled) return;
  const wait = last.at + run.settings.adoptionWait - Date.now();
  if (wait > 0) throw passingFailure('JobUnsettled', 'a job may have been created and is not listed yet', wait);
}

async function createOnce(
  store: ArtifactStore,
  provider: ModelProvider,
  input: StartJobInput,
  spec: RunSpec,
): Promise<RemoteJob> {
  const intents = await store.openSegment(keys.jobIntents(input.run.runId, input.run.generation));
  try {
    await intents.append({ at: Date.now() } satisfies Intent);
    return await provider.createJob(jobOf(input, spec)).catch(async (error: unknown) => {
      if (isDefinite(error)) await intents.append({ at: Date.now(), settled: true } satisfies Intent);
      throw error;
    });
  } finally {
    await intents.close();
  }
}

/** The provider has answered, and no job was made. */
function isDefinite(error: unknown): boolean {
  return error instanceof ProviderError && error.problem.action !== 'retry';
}

function jobOf(input: StartJobInput, { fineTune }: RunSpec): JobRequest {
  if (!fineTune) throw finalFailure('Unexpected', 'a job was asked for by a spec without fineTune');
  const { epochs, batchSize, learningRateMultiplier } = fineTune.hyperparameters;
  return {
    model: fineTune.model,
    trainingFile: input.trainingFile,
    ...(input.validationFile && { validationFile: input.validationFile }),
    ...(fineTune.suffix && { suffix: fineTune.suffix }),
    seed: fineTune.seed,
    hyperparameters: { n_epochs: epochs, batch_size: batchSize, learning_rate_multiplier: learningRateMultiplier },
    owner: ownerOf(input.run),
  };
}

function settle(job: RemoteJob): TunedModel {
  switch (job.state) {
    case 'going':
      throw ApplicationFailure.create({
        type: 'NotYet',
        message: `job ${job.id} is ${job.status}`,
        category: ApplicationFailureCategory.BENIGN,
      });
    case 'succeeded':
      if (!job.fineTunedModel) throw finalFailure('FineTuningFailed', `job ${job.id} succeeded without a model`);
      return {
        jobId: job.id,
        model: job.fineTunedModel,
        ...(job.trainedTokens && { trainedTokens: job.trainedTokens }),
      };
    case 'failed':
    case 'cancelled':
      throw finalFailure(
        'FineTuningFailed',
        `job ${job.id} ${job.status}${job.error ? ` (code ${job.error.code})` : ''}: see its events at the provider`,
      );
    default:
      return job.state satisfies never;
  }
}

/** Keeps what the provider said of the job, skipped examples among it. */
async function recordJob(store: ArtifactStore, provider: ModelProvider, run: RunInput, job: RemoteJob): Promise<void> {
  const events = await provider.jobEvents(job.id);
  await publishJson(store, keys.job(run.runId, run.generation), { job, events });
}
