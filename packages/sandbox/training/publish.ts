import { createHash } from 'node:crypto';
import { lettersOf, unixSeconds } from '../ids.ts';
import type { TrainingStep } from '../learning/train.ts';
import { type Database, inTransaction } from '../state/database.ts';
import type { FileStore } from '../state/file-store.ts';
import type { JobStore } from '../state/job-store.ts';
import type { ModelStore } from '../state/model-store.ts';
import type { Job } from '../wire.ts';
import { writeResultFile } from './result-file.ts';

interface PublishParts {
  database: Database;
  files: FileStore;
  jobs: JobStore;
  models: ModelStore;
}

const KEPT_CHECKPOINTS = 3;

/** Ends a job well: model files first, then the job, its checkpoints and last events at once. */
export function publish(parts: PublishParts, job: Job, steps: readonly TrainingStep[], trained_tokens: number): void {
  const { database, files, jobs, models } = parts;
  const checkpoints = nameCheckpoints(job, steps);
  const tuned = checkpoints.at(-1);
  if (tuned === undefined) throw new Error('training ended without a model');
  for (const { name, model } of checkpoints) models.write(name, model);
  const result = writeResultFile(files, job.id, steps);
  const outcome = { fine_tuned_model: tuned.name, trained_tokens, result_files: [result.id], estimated_finish: null };
  inTransaction(database, () => {
    if (jobs.update(job.id, { status: 'succeeded', finished_at: unixSeconds(), ...outcome }) === undefined) return;
    files.add(result);
    for (const { name, metrics } of checkpoints) jobs.addCheckpoint(job.id, name, metrics);
    jobs.addEvent(job.id, { key: 'model', message: `New fine-tuned model created: ${tuned.name}` });
    jobs.addEvent(job.id, { key: 'end', message: 'The job has successfully completed' });
  });
}

/** The last models of the training; the very last is the tuned model, the others are called after it. */
function nameCheckpoints(job: Job, steps: readonly TrainingStep[]) {
  const kept = steps
    .flatMap(({ metrics, checkpoint }) => (checkpoint === undefined ? [] : [{ metrics, model: checkpoint }]))
    .slice(-KEPT_CHECKPOINTS);
  const tuned = modelName(job, kept.at(-1)?.model);
  return kept.map(({ metrics, model }, index) => {
    const name = index === kept.length - 1 ? tuned : `${tuned}:ckpt-step-${metrics.step}`;
    return { name, metrics, model };
  });
}

/** Ends with letters of the content's hash, so that the same training on the same lines gives the same name. */
function modelName({ model, user_provided_suffix }: Job, content: unknown): string {
  const digest = createHash('sha256').update(JSON.stringify(content)).digest();
  return `ft:${model}:tempera-sandbox:${user_provided_suffix ?? ''}:${lettersOf(digest.subarray(0, 8))}`;
}
