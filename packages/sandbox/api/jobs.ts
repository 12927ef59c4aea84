import { randomInt } from 'node:crypto';
import { invalid, notFound } from '../api-error.ts';
import { isFineTunable, resolveAlias } from '../catalogue.ts';
import { newId, unixSeconds } from '../ids.ts';
import { checkBody, metadataQuery, pageQuery, pathParameter } from '../request.ts';
import type { Routes } from '../router.ts';
import type { FileStore } from '../state/file-store.ts';
import type { JobStore } from '../state/job-store.ts';
import { CreateJob, type Job } from '../wire.ts';

/** Who carries jobs out. */
export interface JobRunner {
  start(id: string): void;
  cancel(id: string): void;
  pause(id: string): void;
  resume(id: string): void;
}

interface JobParts {
  jobs: JobStore;
  files: FileStore;
  trainer: JobRunner;
}

const NO_ERROR = { code: null, message: null, param: null };

/** The operations on fine-tuning jobs: create, list, retrieve, cancel, pause, resume, events and checkpoints. */
export const jobRoutes = ({ jobs, files, trainer }: JobParts): Routes => ({
  'POST /fine_tuning/jobs': ({ json, fault }) => {
    const wish = checkBody(json, CreateJob);
    checkJob(wish, files);
    const job = toJob(wish);
    jobs.add(job, fault);
    jobs.addEvent(job.id, { key: 'created-job', message: `Created fine-tuning job: ${job.id}` });
    trainer.start(job.id);
    return { json: job };
  },

  'GET /fine_tuning/jobs': ({ query }) => ({ json: jobs.list(metadataQuery(query), pageQuery(query, 20, 100)) }),

  'GET /fine_tuning/jobs/{fine_tuning_job_id}': (request) => ({ json: found(jobs, idOf(request)) }),

  'POST /fine_tuning/jobs/{fine_tuning_job_id}/cancel': (request) => {
    const job = found(jobs, idOf(request));
    if (job.finished_at !== null) throw wrongStatus(`Job has already ended: ${job.status}`);
    trainer.cancel(job.id);
    return { json: found(jobs, job.id) };
  },

  'POST /fine_tuning/jobs/{fine_tuning_job_id}/pause': (request) => {
    const job = found(jobs, idOf(request));
    if (job.finished_at !== null || job.status === 'paused')
      throw wrongStatus(`Only a job that goes on can be paused, and this one is ${job.status}.`);
    trainer.pause(job.id);
    return { json: found(jobs, job.id) };
  },

  'POST /fine_tuning/jobs/{fine_tuning_job_id}/resume': (request) => {
    const job = found(jobs, idOf(request));
    if (job.status !== 'paused') throw wrongStatus(`Only a paused job can be resumed, and this one is ${job.status}.`);
    trainer.resume(job.id);
    return { json: found(jobs, job.id) };
  },

  'GET /fine_tuning/jobs/{fine_tuning_job_id}/events': (request) => {
    const { id } = found(jobs, idOf(request));
    return { json: jobs.events(id, pageQuery(request.query, 20, 100)) };
  },

  'GET /fine_tuning/jobs/{fine_tuning_job_id}/checkpoints': (request) => {
    const { id } = found(jobs, idOf(request));
    return { json: jobs.checkpoints(id, pageQuery(request.query, 10, 100)) };
  },
});

const wrongStatus = (message: string) => invalid(message, null, 'invalid_job_status');

function checkJob({ model, training_file, validation_file }: CreateJob, files: FileStore): void {
  if (!isFineTunable(resolveAlias(model))) {
    throw invalid(`Model ${model} is not available for fine-tuning or does not exist.`, 'model', 'model_not_available');
  }
  checkFile(files, 'training_file', training_file);
  if (validation_file) checkFile(files, 'validation_file', validation_file);
}

function checkFile(files: FileStore, param: string, id: string): void {
  const file = files.find(id);
  if (file === undefined) throw invalid(`File '${id}' does not exist.`, param, `invalid_${param}`);
  if (file.purpose !== 'fine-tune') {
    throw invalid(`File '${id}' has purpose '${file.purpose}', expected 'fine-tune'.`, param, `invalid_${param}`);
  }
}

function toJob(wish: CreateJob): Job {
  const wished = wish.method?.supervised?.hyperparameters ?? wish.hyperparameters ?? {};
  const { n_epochs = 'auto', batch_size = 'auto', learning_rate_multiplier = 'auto' } = wished;
  const hyperparameters = { n_epochs, batch_size, learning_rate_multiplier };
  return {
    object: 'fine_tuning.job',
    id: newId('ftjob-'),
    model: resolveAlias(wish.model),
    created_at: unixSeconds(),
    finished_at: null,
    estimated_finish: null,
    fine_tuned_model: null,
    organization_id: 'org-tempera-sandbox',
    result_files: [],
    status: 'validating_files',
    validation_file: wish.validation_file ?? null,
    training_file: wish.training_file,
    hyperparameters,
    trained_tokens: null,
    error: NO_ERROR,
    user_provided_suffix: wish.suffix ?? null,
    seed: wish.seed ?? randomInt(2 ** 31),
    integrations: [],
    metadata: wish.metadata ?? null,
    method: { type: 'supervised', supervised: { hyperparameters } },
  };
}

const idOf = (request: Parameters<typeof pathParameter>[0]): string => pathParameter(request, 'fine_tuning_job_id');

function found(jobs: JobStore, id: string): Job {
  const job = jobs.find(id);
  if (job === undefined) throw notFound('fine-tuning job', id, 'fine_tuning_job_id', 'fine_tune_not_found');
  return job;
}
