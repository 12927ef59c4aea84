import { heartbeat, log } from '@temporalio/activity';
import type { RunInput, RunPlan, TunedModel } from '../domain/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ModelProvider } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { readJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { reporting } from './failures.ts';
import {
  createOnce,
  findReusable,
  type JobRecord,
  ownerOf,
  recordJob,
  refuseToGuess,
  type StartJobInput,
  settle,
  tunedModelOf,
} from './fine-tuning-job.ts';
import { reportingAlive } from './heartbeat.ts';
import { readSpec } from './run-files.ts';

export interface AwaitJobInput {
  run: RunInput;
  plan: RunPlan;
  jobId: string;
}

export function fineTuneActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  async function connect(run: RunInput, plan: RunPlan): Promise<{ spec: RunSpec; provider: ModelProvider }> {
    const spec = await readSpec(store, run);
    return { spec, provider: providers.connect(spec, plan.fineTune?.provider ?? spec.provider).direct };
  }

  return {
    /** The model of a job that an earlier execution of this run has seen succeed. */
    recallTuned: ({ run }: { run: RunInput }): Promise<TunedModel | undefined> =>
      reportingAlive(async () => {
        const ref = await store.find(keys.job(run.runId, run.generation));
        const record = ref && (await readJson<JobRecord>(store, ref));
        return record?.job.state === 'succeeded' ? tunedModelOf(record.job, run) : undefined;
      }),

    /** The id of the job to wait for: this run's own, one of another run that was the same in all that counts, or a new one. */
    startJob: (input: StartJobInput): Promise<string> =>
      reportingAlive(async () => {
        const { spec, provider } = await connect(input.run, input.plan);
        const [own] = await provider.findJobs(ownerOf(input.run));
        if (own) return own.id;
        const reusable = await findReusable(provider, input, spec);
        if (reusable) return reusable.id;
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
        return settle(job, run);
      }),

    /** Cancels whatever job this run has; harmless when there is none or it has ended. */
    cancelJob: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<void> =>
      reportingAlive(async () => {
        const { provider } = await connect(run, plan);
        const [job] = await provider.findJobs(ownerOf(run));
        if (!job) await refuseToGuess(store, run);
        if (job?.state === 'going') await provider.cancelJob(job.id);
        log.info('Fine-tuning job cancelled', { jobId: job?.id ?? 'none was made' });
      }),
  };
}
