import { createHash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
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

/** Ends a job well: model files first, then the job, its models, checkpoints and last events at once. */
export function publish(parts: PublishParts, job: Job, steps: readonly TrainingStep[], trained_tokens: number): void {
  const { database, files, jobs, models } = parts;
  const written = writeCheckpoints(models, job, steps);
  const tuned = written.at(-1);
  if (tuned === undefined) throw new Error('training ended without a model');
  const result = writeResultFile(files, job.id, steps);
  const outcome = { fine_tuned_model: tuned.name, trained_tokens, result_files: [result.id], estimated_finish: null };
  inTransaction(database, () => {
    if (jobs.update(job.id, { status: 'succeeded', finished_at: unixSeconds(), ...outcome }) === undefined) return;
    files.add(result);
    for (const { name, file, metrics } of written) {
      models.add(name, job.model, file);
      jobs.addCheckpoint(job.id, name, metrics);
    }
    jobs.addEvent(job.id, { key: 'model', message: `New fine-tuned model created: ${tuned.name}` });
    jobs.addEvent(job.id, { key: 'end', message: 'The job has successfully completed' });
  });
}

function writeCheckpoints(models: ModelStore, job: Job, steps: readonly TrainingStep[]) {
  const written = steps
    .flatMap(({ metrics, checkpoint }) => (checkpoint === undefined ? [] : [{ metrics, checkpoint }]))
    .slice(-KEPT_CHECKPOINTS)
    .map(({ metrics, checkpoint }) => ({ metrics, file: writeModel(models, checkpoint) }));
  const tuned = modelName(job, written.at(-1)?.file ?? '');
  return written.map(({ metrics, file }, index) => {
    const name = index === written.length - 1 ? tuned : `${tuned}:ckpt-step-${metrics.step}`;
    return { name, metrics, file };
  });
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
function modelName({ model, user_provided_suffix }: Job, file: string): string {
  return `ft:${model}:tempera-sandbox:${user_provided_suffix ?? ''}:${lettersOf(Buffer.from(file.slice(0, 16), 'hex'))}`;
}
