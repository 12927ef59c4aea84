import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import type { Logger } from 'pino';
import { lettersOf, unixSeconds } from '../ids.ts';
import type { Example } from '../learning/examples.ts';
import { STEPS_PER_EPOCH, type TrainingStep } from '../learning/train.ts';
import type { Reader } from '../reading/reader.ts';
import { joinReadings } from '../reading/reading.ts';
import { type Database, inTransaction } from '../state/database.ts';
import type { FileStore } from '../state/file-store.ts';
import type { JobStore } from '../state/job-store.ts';
import type { ModelStore } from '../state/model-store.ts';
import type { Job } from '../wire.ts';
import { writeResultFile } from './result-file.ts';
import { trainInThread } from './train-in-thread.ts';
import { checkTrainingFile, TrainingFileError, trainingLines } from './training-file.ts';

/** What training needs from the rest of the sandbox. */
export interface TrainerParts {
  database: Database;
  files: FileStore;
  jobs: JobStore;
  models: ModelStore;
  reader: Reader;
  log: Logger;
}

/** Runs fine-tuning jobs in the background, from their files to a tuned model. */
export class Trainer {
  readonly #parts: TrainerParts;
  readonly #running = new Map<string, { stop: AbortController; ended: Promise<void> }>();

  constructor(parts: TrainerParts) {
    this.#parts = parts;
  }

  /** Starts a job, or goes on with one that a stopped sandbox left unfinished. */
  start(id: string): void {
    const stop = new AbortController();
    const ended = this.#run(id, stop.signal).finally(() => this.#running.delete(id));
    this.#running.set(id, { stop, ended });
  }

  /** Ends a job that has not ended by itself. */
  cancel(id: string): void {
    const { database, jobs } = this.#parts;
    inTransaction(database, () => {
      const cancelled = jobs.update(id, { status: 'cancelled', finished_at: unixSeconds(), estimated_finish: null });
      if (cancelled !== undefined) jobs.addEvent(id, { key: 'end', message: 'The job has been cancelled' });
    });
    this.#running.get(id)?.stop.abort();
  }

  /** Stops working; unfinished jobs go on when the sandbox starts again. */
  async close(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { stop } of running) stop.abort();
    await Promise.all(running.map(({ ended }) => ended));
  }

  async #run(id: string, signal: AbortSignal): Promise<void> {
    try {
      await this.#work(id, signal);
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(id, error);
    }
  }

  async #work(id: string, signal: AbortSignal): Promise<void> {
    const { files, jobs } = this.#parts;
    const job = jobs.find(id);
    if (job === undefined) return;
    jobs.addEvent(id, { key: 'validating', message: `Validating training file: ${job.training_file}` });
    const { trainedTokens, hyperparameters } = await this.#validate(job, signal);
    jobs.addEvent(id, { key: 'queued', message: 'Files validated, moving job to queued state' });
    const method = { type: 'supervised' as const, supervised: { hyperparameters } };
    if (jobs.update(id, { status: 'queued', hyperparameters, method }) === undefined) return;
    jobs.addEvent(id, { key: 'started', message: 'Fine-tuning job started' });
    if (jobs.update(id, { status: 'running' }) === undefined) return;
    const training = await this.#read(files.contentPath(job.training_file), signal);
    const validation =
      job.validation_file === null ? [] : await this.#read(files.contentPath(job.validation_file), signal);
    const steps: TrainingStep[] = [];
    await trainInThread(
      {
        training,
        validation,
        epochs: hyperparameters.n_epochs,
        learningRateMultiplier: hyperparameters.learning_rate_multiplier,
        seed: job.seed,
      },
      (step) => {
        steps.push(step);
        this.#report(id, step, hyperparameters.n_epochs * STEPS_PER_EPOCH);
      },
      signal,
    );
    this.#succeed(job, steps, trainedTokens * hyperparameters.n_epochs);
  }

  /** Checks both files; says which examples are left out and resolves what was left to us. */
  async #validate(job: Job, signal: AbortSignal) {
    const { files, jobs } = this.#parts;
    const check = await checkTrainingFile(files.contentPath(job.training_file), signal);
    for (const { line, reason } of check.skipped) {
      jobs.addEvent(job.id, {
        key: `skipped-${line}`,
        level: 'warn',
        message: `Skipped example ${line} of the training file: ${reason}`,
      });
    }
    if (check.skipped.length === check.examples) {
      throw new TrainingFileError('Every example of the training file was skipped.', 'invalid_n_examples');
    }
    if (job.validation_file !== null) {
      await checkTrainingFile(files.contentPath(job.validation_file), signal, 1).catch((error: unknown) => {
        throw error instanceof TrainingFileError ? error.inFile('validation_file') : error;
      });
    }
    const { n_epochs, batch_size, learning_rate_multiplier } = job.hyperparameters;
    const hyperparameters = {
      n_epochs: n_epochs === 'auto' ? 3 : n_epochs,
      batch_size: batch_size === 'auto' ? Math.min(256, Math.ceil(check.examples / 500)) : batch_size,
      learning_rate_multiplier: learning_rate_multiplier === 'auto' ? 1 : learning_rate_multiplier,
    };
    return { trainedTokens: check.tokens, hyperparameters };
  }

  async #read(path: string, signal: AbortSignal): Promise<Example[]> {
    const { reader } = this.#parts;
    const examples: Promise<Example>[] = [];
    for await (const { question, answer, images } of trainingLines(path, signal)) {
      const readings = Promise.all(images.map(async (image) => await reader.read(image, { isUrgent: false })));
      const example = readings.then((pages) => ({ question, answer, reading: joinReadings(pages) }));
      // Reported when all are awaited below.
      example.catch(() => undefined);
      examples.push(example);
      // Some ahead of the readers, not the whole file in memory.
      const due = examples.length - 8 * reader.width;
      if (due >= 0) await examples[due];
      signal.throwIfAborted();
    }
    return await Promise.all(examples);
  }

  #report(id: string, { metrics }: TrainingStep, total: number): void {
    const { step, train_loss, valid_loss } = metrics;
    const validation = valid_loss === undefined ? '' : `, validation loss=${valid_loss.toFixed(2)}`;
    this.#parts.jobs.addEvent(id, {
      key: `step-${step}`,
      message: `Step ${step}/${total}: training loss=${train_loss.toFixed(2)}${validation}`,
      metrics,
    });
  }

  #succeed(job: Job, steps: readonly TrainingStep[], trained_tokens: number): void {
    const { database, files, jobs, models } = this.#parts;
    const checkpoints = steps.flatMap(({ metrics, checkpoint }) =>
      checkpoint === undefined ? [] : [{ metrics, checkpoint }],
    );
    const written = checkpoints
      .slice(-3)
      .map(({ metrics, checkpoint }) => ({ metrics, file: writeModel(models, checkpoint) }));
    const tuned = written.at(-1);
    if (tuned === undefined) throw new Error('training ended without a model');
    const name = modelName(job, tuned.file);
    const result = writeResultFile(files, job.id, steps);
    inTransaction(database, () => {
      if (
        jobs.update(job.id, {
          status: 'succeeded',
          finished_at: unixSeconds(),
          fine_tuned_model: name,
          trained_tokens,
          result_files: [result.id],
        }) === undefined
      )
        return;
      files.add(result);
      models.add(name, job.model, tuned.file);
      for (const { metrics, file } of written) {
        const checkpointName = file === tuned.file ? name : `${name}:ckpt-step-${metrics.step}`;
        models.add(checkpointName, job.model, file);
        jobs.addCheckpoint(job.id, checkpointName, metrics);
      }
      jobs.addEvent(job.id, { key: 'created', message: `New fine-tuned model created: ${name}` });
      jobs.addEvent(job.id, { key: 'end', message: 'The job has successfully completed' });
    });
  }

  #fail(id: string, cause: unknown): void {
    const { database, jobs, log } = this.#parts;
    if (!(cause instanceof TrainingFileError)) log.error({ err: cause, job: id }, 'Fine-tuning job failed');
    const error =
      cause instanceof TrainingFileError
        ? { code: cause.code, message: cause.message, param: cause.param }
        : { code: 'server_error', message: 'The job failed due to an internal error.', param: null };
    inTransaction(database, () => {
      if (jobs.update(id, { status: 'failed', finished_at: unixSeconds(), error }) === undefined) return;
      jobs.addEvent(id, { key: 'end', level: 'error', message: error.message });
    });
  }
}

/** Writes a model under the name of its content, whole or not at all. */
function writeModel(models: ModelStore, model: unknown): string {
  const text = JSON.stringify(model);
  const file = `${createHash('sha256').update(text).digest('hex')}.json`;
  writeFileSync(`${models.path(file)}.part`, text);
  renameSync(`${models.path(file)}.part`, models.path(file));
  return file;
}

/** Named by content, so that the same training on the same lines gives the same name. */
const modelName = (job: Job, file: string): string => {
  const id = lettersOf(Buffer.from(file.slice(0, 16), 'hex'));
  return `ft:${job.model}:tempera-sandbox:${job.user_provided_suffix ?? ''}:${id}`;
};
