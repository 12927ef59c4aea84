import type { Logger } from 'pino';
import { newId, unixSeconds } from '../ids.ts';
import type { Example } from '../learning/examples.ts';
import { STEPS_PER_EPOCH, type TrainingStep } from '../learning/train.ts';
import type { Reader } from '../reading/reader.ts';
import { type Database, inTransaction } from '../state/database.ts';
import type { FileStore } from '../state/file-store.ts';
import type { JobStore } from '../state/job-store.ts';
import type { ModelStore } from '../state/model-store.ts';
import type { Job } from '../wire.ts';
import { JobFailure } from './job-failure.ts';
import { checkSafety, skipReason, suffer } from './misfortune.ts';
import { publish } from './publish.ts';
import { readExamples } from './read-examples.ts';
import { trainInThread } from './train-in-thread.ts';
import { type Resolved, resolveHyperparameters, validateJob } from './validate-job.ts';

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

  /** Starts a job, or goes on with one that was paused or that a stopped sandbox left unfinished. */
  start(id: string): void {
    const stop = new AbortController();
    const before = this.#running.get(id)?.ended;
    const work = { stop, ended: this.#run(id, stop.signal, before) };
    this.#running.set(id, work);
    work.ended = work.ended.finally(() => {
      if (this.#running.get(id) === work) this.#running.delete(id);
    });
  }

  /** Stops a job where it is, until it is resumed. */
  pause(id: string): void {
    const { database, jobs } = this.#parts;
    inTransaction(database, () => {
      jobs.update(id, { status: 'paused' });
      jobs.addEvent(id, { key: newId('paused-'), message: 'The job has been paused' });
    });
    this.#running.get(id)?.stop.abort();
  }

  /** Lets a paused job go on: its images are read already, and its events are not repeated. */
  resume(id: string): void {
    const { database, jobs } = this.#parts;
    inTransaction(database, () => {
      jobs.update(id, { status: 'queued' });
      jobs.addEvent(id, { key: newId('resumed-'), message: 'The job has been resumed' });
    });
    this.start(id);
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

  async #run(id: string, signal: AbortSignal, before: Promise<void> | undefined): Promise<void> {
    await before;
    try {
      const job = this.#parts.jobs.find(id);
      if (job !== undefined) await this.#work(job, signal);
    } catch (error) {
      if (!signal.aborted) this.#fail(id, error);
    }
  }

  async #work(job: Job, signal: AbortSignal): Promise<void> {
    const { jobs } = this.#parts;
    const fault = jobs.faultOf(job.id);
    jobs.addEvent(job.id, { key: 'validating', message: `Validating training file: ${job.training_file}` });
    await suffer(fault, 'validating_files', signal);
    const { tokens, hyperparameters } = await this.#validate(job, signal);
    await suffer(fault, 'queued', signal);
    signal.throwIfAborted();
    jobs.update(job.id, { status: 'running' });
    jobs.addEvent(job.id, { key: 'started', message: 'Fine-tuning job started' });
    await suffer(fault, 'running', signal);
    const steps = await this.#train(job, hyperparameters, signal);
    signal.throwIfAborted();
    checkSafety(fault);
    publish(this.#parts, job, steps, tokens * hyperparameters.n_epochs);
  }

  /** Checks the files, says which examples are left out, and resolves what was left to the provider. */
  async #validate(job: Job, signal: AbortSignal): Promise<{ tokens: number; hyperparameters: Resolved }> {
    const { files, jobs } = this.#parts;
    const { examples, tokens, skipped } = await validateJob(files, job, signal);
    signal.throwIfAborted();
    for (const { line, reason } of skipped) this.#warnOfSkip(job.id, line, reason);
    const hyperparameters = resolveHyperparameters(job, examples);
    const method = { type: 'supervised' as const, supervised: { hyperparameters } };
    // A job that goes on after a restart does not fall back.
    const status = job.status === 'validating_files' ? 'queued' : job.status;
    jobs.update(job.id, { status, hyperparameters, method });
    jobs.addEvent(job.id, { key: 'queued', message: 'Files validated, moving job to queued state' });
    return { tokens, hyperparameters };
  }

  async #train(
    job: Job,
    { n_epochs, learning_rate_multiplier }: Resolved,
    signal: AbortSignal,
  ): Promise<TrainingStep[]> {
    const { files, jobs, reader } = this.#parts;
    const fault = jobs.faultOf(job.id);
    const training = await readExamples(files.contentPath(job.training_file), {
      reader,
      signal,
      reasonToSkip: (line) => skipReason(fault, line),
      onSkip: (line, reason) => this.#warnOfSkip(job.id, line, reason),
    });
    const validation = await this.#readValidation(job, signal);
    const input = {
      training,
      validation,
      epochs: n_epochs,
      learningRateMultiplier: learning_rate_multiplier,
      seed: job.seed,
    };
    const steps: TrainingStep[] = [];
    const onStep = (step: TrainingStep): void => {
      steps.push(step);
      this.#report(job.id, step, n_epochs * STEPS_PER_EPOCH);
    };
    await trainInThread(input, onStep, signal);
    return steps;
  }

  async #readValidation({ validation_file }: Job, signal: AbortSignal): Promise<Example[]> {
    const { files, reader } = this.#parts;
    if (validation_file === null) return [];
    const everyLine = { reasonToSkip: () => undefined, onSkip: () => undefined };
    return await readExamples(files.contentPath(validation_file), { reader, signal, ...everyLine });
  }

  #warnOfSkip(id: string, line: number, reason: string): void {
    const message = `Skipped example ${line} of the training file: ${reason}`;
    this.#parts.jobs.addEvent(id, { key: `skipped-${line}`, level: 'warn', message });
  }

  #report(id: string, { metrics }: TrainingStep, total: number): void {
    const { step, train_loss, valid_loss } = metrics;
    const validation = valid_loss === undefined ? '' : `, validation loss=${valid_loss.toFixed(2)}`;
    const message = `Step ${step}/${total}: training loss=${train_loss.toFixed(2)}${validation}`;
    this.#parts.jobs.addEvent(id, { key: `step-${step}`, message, metrics });
  }

  #fail(id: string, cause: unknown): void {
    const { database, jobs, log } = this.#parts;
    const isExpected = cause instanceof JobFailure;
    if (!isExpected) log.error({ err: cause, job: id }, 'Fine-tuning job failed');
    const error = isExpected
      ? { code: cause.code, message: cause.message, param: cause.param }
      : { code: 'server_error', message: 'The job failed due to an internal error.', param: null };
    inTransaction(database, () => {
      if (jobs.update(id, { status: 'failed', finished_at: unixSeconds(), error }) === undefined) return;
      jobs.addEvent(id, { key: 'end', level: 'error', message: error.message });
    });
  }
}
