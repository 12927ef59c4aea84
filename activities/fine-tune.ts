import { activityInfo, heartbeat, log } from '@temporalio/activity';
import type { RunInput, RunPlan, TunedModel } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { type RemoteJob, requireTrainer, type TrainingProvider } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { type Intents, readIntents, writeIntent } from '../runs/intents.ts';
import { readJson } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { createJobMoney, type JobMoney } from './budget/job-money.ts';
import { createSpendings } from './budget/spending.ts';
import { reporting } from './failures.ts';
import {
  findReusable,
  hasEnded,
  type JobRecord,
  jobOf,
  ownerOf,
  recordJob,
  type StartJobInput,
  settle,
  tunedModelOf,
} from './fine-tuning-job.ts';
import { reportingAlive } from './heartbeat.ts';
import { lookTwice, makeOnce, untilStopped } from './make-once.ts';
import { plannedProviders } from './planned-providers.ts';
import { readSpec } from './run-files.ts';

export interface AwaitJobInput {
  run: RunInput;
  plan: RunPlan;
  jobId: string;
}

/** Jobs that may be paid unseen at a provider that may not give back their metadata. */
const mostLost = 2;

export function fineTuneActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });
  const jobMoney = createJobMoney(store, createSpendings(store));

  async function connect(run: RunInput): Promise<{ spec: RunSpec; provider: TrainingProvider }> {
    const spec = await readSpec(store, run);
    const name = spec.fineTune?.provider ?? spec.provider;
    return { spec, provider: requireTrainer((await connected(run, spec, name)).direct, name) };
  }

  return {
    /** The model of a job that an earlier execution of this run has seen succeed. */
    recallTuned: ({ run }: { run: RunInput }): Promise<TunedModel | undefined> =>
      reportingAlive(async () => {
        const ref = await store.find(keys.job(run.runId, run.generation));
        const record = ref && (await readJson<JobRecord>(store, ref));
        if (record?.job.state !== 'succeeded') return undefined;
        // Runs of 0.1.0 have recorded successes before the model had a name.
        const named = record.job.fineTunedModel ? record.job : await lookAgain(run, record.job);
        return named.fineTunedModel ? tunedModelOf(named, run) : undefined;
      }),

    /** The id of the job to wait for: this run's own, one of another run that was the same in all that counts, or a new one. */
    startJob: (input: StartJobInput): Promise<string> =>
      reportingAlive(async (lease) => {
        const { spec, provider } = await connect(input.run);
        return makeOnce(
          {
            store,
            log: keys.jobIntents(input.run.runId, input.run.generation),
            what: 'job',
            find: async () => (await provider.trainer.findJobs(ownerOf(input.run)))[0],
            lag: input.run.settings.adoptionWait,
            ...(input.plan.beforeJob !== undefined && { mostLost }),
          },
          {
            make: () => create(provider, input, spec, jobMoney),
            instead: () => findReusable(provider, input, spec),
            lease,
          },
        );
      }),

    /** One look at the job; "not yet" is a failure that Temporal retries for as long as the budget lasts. */
    awaitJob: ({ run, jobId }: AwaitJobInput): Promise<TunedModel> =>
      reporting(async () => {
        const { spec, provider } = await connect(run);
        const job = await provider.trainer.retrieveJob(jobId);
        const namelessFor = tellLook(job);
        if (hasEnded(job)) {
          await recordJob(store, provider, run, job);
          await jobMoney.settle(run, spec, job);
        }
        return settle(job, run, namelessFor);
      }),

    /** Cancels whatever job this run has; harmless when there is none or it has ended. */
    cancelJob: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<void> =>
      reportingAlive(async () => {
        const key = keys.jobIntents(run.runId, run.generation);
        const intents = await readIntents(store, key);
        if (intents.ended) return log.info('No fine-tuning job to cancel');
        const { provider } = await connect(run);
        const made = await jobsMade(provider, run, intents);
        // A list that may hide a job does not say that there is none: it stays open, for whoever asks how the run ended.
        if (made.length === 0 && plan.beforeJob !== undefined) return log.warn('No fine-tuning job found to cancel');
        for (const id of made) {
          const job = await untilStopped(provider.trainer.retrieveJob(id));
          if (job.state === 'going') await provider.trainer.cancelJob(id);
          log.info('Fine-tuning job cancelled', { jobId: id });
        }
        await writeIntent(store, key, { ended: true });
      }),
  };

  async function lookAgain(run: RunInput, { id }: RemoteJob): Promise<RemoteJob> {
    const { provider } = await connect(run);
    return untilStopped(provider.trainer.retrieveJob(id));
  }
}

async function create(
  provider: TrainingProvider,
  input: StartJobInput,
  spec: RunSpec,
  jobMoney: JobMoney,
): Promise<RemoteJob> {
  const request = jobOf(input, spec);
  const job = await jobMoney.whileHeld(input.run, spec, () => provider.trainer.createJob(request));
  log.info('Fine-tuning job created', { jobId: job.id });
  return job;
}

/** Those that attempts have written down, and those of attempts whose response was lost. */
async function jobsMade(provider: TrainingProvider, run: RunInput, { made, open }: Intents): Promise<string[]> {
  const look = async () => {
    const jobs = await provider.trainer.findJobs(ownerOf(run));
    return jobs.length > 0 ? jobs : undefined;
  };
  const listed = open.size > 0 ? await lookTwice(look, run.settings.adoptionWait) : undefined;
  return [...new Set([...made, ...(listed ?? []).map(({ id }) => id)])];
}

/**
 * Says in a heartbeat how the job is, and since when it has succeeded without a model's name; gives how long that is, in
 * milliseconds by the server's clock.
 */
function tellLook(job: RemoteJob): number {
  const { heartbeatDetails, currentAttemptScheduledTimestampMs: now } = activityInfo();
  const isNameless = job.state === 'succeeded' && !job.fineTunedModel;
  const namelessSince = (heartbeatDetails as { namelessSince?: number } | undefined)?.namelessSince ?? now;
  heartbeat({ status: job.status, ...(isNameless && { namelessSince }) });
  return isNameless ? now - namelessSince : 0;
}
