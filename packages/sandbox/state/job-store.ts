import type { Fault } from '../faults/fault.ts';
import { newId, unixSeconds } from '../ids.ts';
import type { Checkpoint, Job, JobEvent, Metadata, Page, StepMetrics } from '../wire.ts';
import type { Database } from './database.ts';
import { carrying, type PageQuery, selectPage } from './page.ts';

/** An event before it has an id; `key` makes it unique in its job, so that a resumed job does not repeat it. */
export interface NewEvent {
  key: string;
  message: string;
  level?: JobEvent['level'];
  metrics?: StepMetrics;
}

/** Fine-tuning jobs with their events and checkpoints. */
export class JobStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Keeps a new job, and the fault that is to befall it. */
  add(job: Job, fault?: Fault): void {
    this.#database.sql
      .prepare('INSERT INTO jobs (id, status, fault, object) VALUES (?, ?, ?, ?)')
      .run(job.id, job.status, fault === undefined ? null : JSON.stringify(fault), JSON.stringify(job));
  }

  faultOf(id: string): Fault | undefined {
    const row = this.#database.sql.prepare('SELECT fault FROM jobs WHERE id = ? AND fault IS NOT NULL').get(id);
    return row === undefined ? undefined : JSON.parse(String(row['fault']));
  }

  find(id: string): Job | undefined {
    const row = this.#database.sql.prepare('SELECT object FROM jobs WHERE id = ?').get(id);
    return row === undefined ? undefined : JSON.parse(String(row['object']));
  }

  /** Changes a job that has not ended; one that has keeps its outcome, and this returns undefined. */
  update(id: string, changes: Partial<Job>): Job | undefined {
    const job = this.find(id);
    if (job === undefined || job.finished_at !== null) return undefined;
    const changed: Job = { ...job, ...changes };
    this.#database.sql
      .prepare('UPDATE jobs SET status = ?, object = ? WHERE id = ?')
      .run(changed.status, JSON.stringify(changed), id);
    return changed;
  }

  /** Ids of the jobs that a stopped sandbox left unfinished, oldest first; one that was paused waits to be resumed. */
  unfinished(): string[] {
    return this.#database.sql
      .prepare("SELECT id FROM jobs WHERE status NOT IN ('paused', 'succeeded', 'failed', 'cancelled') ORDER BY seq")
      .all()
      .map((row) => String(row['id']));
  }

  list(metadata: Metadata, query: PageQuery): Page<Job> {
    return selectPage(this.#database, 'jobs', carrying(metadata), query);
  }

  addEvent(job: string, { key, message, level = 'info', metrics }: NewEvent): void {
    const event: JobEvent = {
      object: 'fine_tuning.job.event',
      id: newId('ftevent-'),
      created_at: unixSeconds(),
      level,
      message,
      type: metrics === undefined ? 'message' : 'metrics',
      data: { ...metrics },
    };
    this.#database.sql
      .prepare('INSERT INTO events (job, key, id, object) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(job, key, event.id, JSON.stringify(event));
  }

  events(job: string, query: PageQuery): Page<JobEvent> {
    return selectPage(this.#database, 'events', { sql: 'job = ?', values: [job] }, query);
  }

  addCheckpoint(job: string, model: string, metrics: StepMetrics): void {
    const checkpoint: Checkpoint = {
      object: 'fine_tuning.job.checkpoint',
      id: newId('ftckpt_'),
      created_at: unixSeconds(),
      fine_tuned_model_checkpoint: model,
      fine_tuning_job_id: job,
      metrics,
      step_number: metrics.step,
    };
    this.#database.sql
      .prepare('INSERT INTO checkpoints (job, step, id, object) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(job, metrics.step, checkpoint.id, JSON.stringify(checkpoint));
  }

  checkpoints(job: string, query: PageQuery): Page<Checkpoint> {
    return selectPage(this.#database, 'checkpoints', { sql: 'job = ?', values: [job] }, query);
  }
}

/** The id that a job's result file has, whenever and however often it is made. */
export const resultFileId = (job: string): string => job.replace(/^ftjob-/, 'file-');
