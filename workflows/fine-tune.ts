import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  log,
  TimeoutFailure,
} from '@temporalio/workflow';
import type { PreparedRun } from '../domain/data/dataset.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { FailureType, RunInput, RunPlan, TunedModel } from '../domain/run/run.ts';
import type { TellStage } from './story.ts';
import { activitiesFor } from './timeouts-and-retries.ts';

/** Uploads the training lines, has the provider train on them, and waits. Cancelling the run cancels the job. */
export async function fineTune(run: RunInput, plan: RunPlan, data: PreparedRun, stage: TellStage): Promise<TunedModel> {
  const { quick, waiting } = activitiesFor(run.settings);
  const known = run.from && (await quick.recallTuned({ run }));
  if (known) return known;
  try {
    const files = await stage('uploading', () => uploadFiles(run, plan, data), plan.beforeJob);
    const train = async () => {
      const { model = '', provider = '' } = plan.fineTune ?? {};
      const job = [{ run, plan, ...files }] as const;
      const jobId = await quick.startJob.executeWithOptions({ summary: `${model}, to be tuned at ${provider}` }, [
        ...job,
      ]);
      return await waiting.awaitJob.executeWithOptions({ summary: `job ${jobId}` }, [{ run, plan, jobId }]);
    };
    return await stage('fine-tuning', train, plan.beforeJob);
  } catch (error) {
    // Asked of the scope, since a cancellation during a look at the job arrives as that look's "not yet".
    if (CancellationScope.current().consideredCancelled) {
      await CancellationScope.nonCancellable(() => cancelJob(run, plan));
      throw new CancelledFailure('the run was cancelled, and its job with it');
    }
    throw overBudget(error, run) ?? error;
  }
}

async function uploadFiles(run: RunInput, plan: RunPlan, { trainingFile, validationFile }: PreparedRun) {
  const { working } = activitiesFor(run.settings);
  const upload = (file: ArtifactRef, what: string) => {
    const summary = `${file.rows ?? '?'} ${what} lines, ${(file.bytes / 1e6).toFixed(1)} MB`;
    return working.uploadFile.executeWithOptions({ summary }, [{ run, plan, file }]);
  };
  if (!trainingFile)
    throw ApplicationFailure.nonRetryable('no training file was prepared', 'Unexpected' satisfies FailureType);
  return {
    contents: [trainingFile, validationFile].flatMap((file) => (file ? [file.sha256] : [])),
    trainingFile: await upload(trainingFile, 'training'),
    ...(validationFile && { validationFile: await upload(validationFile, 'validation') }),
  };
}

async function cancelJob(run: RunInput, plan: RunPlan): Promise<void> {
  const { cleaningUp } = activitiesFor(run.settings);
  try {
    await cleaningUp.cancelJob({ run, plan });
  } catch (error) {
    log.error('Fine-tuning job could not be cancelled: cancel it at the provider', { error });
  }
}

/** A budget that is spent arrives as the last "not yet", or as a timeout when it ends in the middle of a look. */
export function overBudget(error: unknown, { settings }: RunInput): ApplicationFailure | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : undefined;
  const isOver = cause instanceof TimeoutFailure && cause.timeoutType === 'SCHEDULE_TO_CLOSE';
  if (!isOver && !isNotYet(cause)) return undefined;
  const state = isNotYet(cause) ? cause.message : 'the fine-tuning job has not ended';
  const message = `${state} after ${Math.round(settings.jobTimeout / 60_000)} minutes (setting jobTimeout); it goes on at the provider`;
  return ApplicationFailure.nonRetryable(message, 'FineTuningFailed' satisfies FailureType);
}

function isNotYet(error: unknown): error is ApplicationFailure {
  return error instanceof ApplicationFailure && error.type === 'NotYet';
}
