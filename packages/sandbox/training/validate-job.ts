import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FileStore } from '../state/file-store.ts';
import type { Job } from '../wire.ts';
import { JobFailure } from './job-failure.ts';
import { checkTrainingFile, type FileCheck } from './training-file.ts';

const PROCESSING_POLL_MS = 100;

/** Hyperparameters of which none is left to the provider. */
export interface Resolved {
  n_epochs: number;
  batch_size: number;
  learning_rate_multiplier: number;
}

/** Waits until both files are processed, then checks them; what is wrong with one is a failure of the job. */
export async function validateJob(files: FileStore, job: Job, signal: AbortSignal): Promise<FileCheck> {
  const training = await checkFile(files, 'training_file', job.training_file, undefined, signal);
  if (training.skipped.length === training.examples) {
    throw new JobFailure('Every example of the training file was skipped.', 'invalid_n_examples', 'training_file');
  }
  if (job.validation_file !== null) await checkFile(files, 'validation_file', job.validation_file, 1, signal);
  return training;
}

/** What `auto` means for so many examples. */
export function resolveHyperparameters({ hyperparameters }: Job, examples: number): Resolved {
  const { n_epochs, batch_size, learning_rate_multiplier } = hyperparameters;
  return {
    n_epochs: n_epochs === 'auto' ? 3 : n_epochs,
    batch_size: batch_size === 'auto' ? Math.min(256, Math.ceil(examples / 500)) : batch_size,
    learning_rate_multiplier: learning_rate_multiplier === 'auto' ? 1 : learning_rate_multiplier,
  };
}

async function checkFile(files: FileStore, param: string, id: string, fewest: number | undefined, signal: AbortSignal) {
  while (files.find(id)?.status === 'uploaded') await sleep(PROCESSING_POLL_MS, undefined, { signal });
  if (!existsSync(files.contentPath(id))) throw new JobFailure(`File '${id}' was deleted.`, `invalid_${param}`, param);
  return await checkTrainingFile(files.contentPath(id), signal, fewest).catch((error: unknown) => {
    throw error instanceof JobFailure ? error.inFile(param) : error;
  });
}
