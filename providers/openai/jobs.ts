import type OpenAI from 'openai';
import { z } from 'zod';
import type { Cleaner } from '../cleaner.ts';
import type { JobEvent, JobRequest, RemoteJob } from '../port.ts';
import { readError } from '../said-error.ts';
import { entriesOf } from './lists.ts';
import { Id, readable } from './readable.ts';

/** What is needed of a job must be there; side fields may have any form. */
const Job = z.looseObject({ id: Id, status: z.string() });
const Metadata = z.record(z.string(), z.unknown()).catch({});
const Count = z.int().nonnegative().optional().catch(undefined);

/** The jobs that carry all of some metadata, the oldest first. */
export async function findJobs(
  client: OpenAI,
  metadata: Readonly<Record<string, string>>,
  cleaner: Cleaner,
): Promise<RemoteJob[]> {
  const found: RemoteJob[] = [];
  for await (const entry of entriesOf(client, '/fine_tuning/jobs', { metadata, limit: 100 })) {
    const job = readJob(entry, cleaner);
    // Look-alikes may ignore the filter.
    if (Object.entries(metadata).every(([key, value]) => job.metadata[key] === value)) found.push(job);
  }
  return found.reverse();
}

/** Reads a job as OpenAI or a look-alike tells it. */
export function readJob(body: unknown, cleaner: Cleaner): RemoteJob {
  const job = readable(Job, body);
  const error = job['error'] ? readError(job['error']) : undefined;
  const fineTunedModel = cleaner.name(job['fine_tuned_model']);
  const trainedTokens = Count.parse(job['trained_tokens']);
  return {
    id: job.id,
    status: cleaner.code(job.status) ?? 'unknown',
    state: stateOf(job.status),
    model: cleaner.name(job['model']) ?? '',
    metadata: textsOf(Metadata.parse(job['metadata']), cleaner),
    ...(fineTunedModel && { fineTunedModel }),
    ...(trainedTokens && { trainedTokens }),
    ...(error && {
      error: {
        code: cleaner.code(error.code) ?? cleaner.code(error.type) ?? 'unknown',
        message: cleaner.sentence(error.sentence) ?? '',
      },
    }),
  };
}

/** Some servers hold numbers. */
function textsOf(metadata: Record<string, unknown>, cleaner: Cleaner): Record<string, string> {
  const texts = Object.entries(metadata).map(([key, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value) ? [[key, cleaner.name(String(value)) ?? '']] : [],
  );
  return Object.fromEntries(texts.flat());
}

// Compared in small letters, without the prefix of enumerations (`JOB_STATE_FAILED`).
const ends: readonly [RegExp, RemoteJob['state']][] = [
  [/^(succeeded|success|successful|completed?|finished|done)$/, 'succeeded'],
  [/^(cancell?ed|aborted|stopped)$/, 'cancelled'],
  [/(^|_)(failed|failure|error|errored|expired|rejected|terminated|killed|timed_?out)$|^failed_validation$/, 'failed'],
];

/** The list of statuses is open (pausing, paused were added): what does not end a job lets it go on. */
function stateOf(status: string): RemoteJob['state'] {
  // Some say why behind it.
  const word = status
    .replace(/[:(].*/s, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[\s-]+/g, '_')
    .replace(/^(job_)?(state|status)_/, '');
  return ends.find(([pattern]) => pattern.test(word))?.[1] ?? 'going';
}

/** A job as it is asked for. */
export function jobBody(request: JobRequest): OpenAI.FineTuning.JobCreateParams {
  return {
    model: request.model,
    training_file: request.trainingFile,
    ...(request.validationFile && { validation_file: request.validationFile }),
    ...(request.suffix && { suffix: request.suffix }),
    seed: request.seed,
    method: { type: 'supervised', supervised: { hyperparameters: request.hyperparameters } },
    metadata: request.metadata,
  };
}

/** A job may have an event a step: of those the newest are kept, and of what stands out all. */
const mostOfCourse = 100;

/** What a provider has told of a job, from its beginning on. */
export async function jobEvents(client: OpenAI, id: string, cleaner: Cleaner): Promise<JobEvent[]> {
  const events: JobEvent[] = [];
  let ofCourse = 0;
  const path = `/fine_tuning/jobs/${encodeURIComponent(id)}/events`;
  // The newest come first.
  for await (const entry of entriesOf(client, path, { limit: 100 })) {
    const event = readEvent(entry, cleaner);
    if (event.level === 'info') ofCourse += 1;
    if (event.level !== 'info' || ofCourse <= mostOfCourse) events.push(event);
  }
  return events.reverse();
}

const Event = z
  .looseObject({ id: z.unknown().optional(), level: z.unknown().optional(), message: z.unknown().optional() })
  .catch({});

function readEvent(body: unknown, cleaner: Cleaner): JobEvent {
  const { id, level, message } = Event.parse(body);
  const said = cleaner.sentence(message) ?? '';
  const named = cleaner.code(level)?.toLowerCase() ?? 'info';
  return { id: cleaner.code(id) ?? '', level: named === 'info' && tellsOfLoss(said) ? 'warn' : named, message: said };
}

const lossOfNone =
  /\b(no|0|none|nothing)\b( [\w-]+){0,3} (skipp?ed|excluded|dropped|removed)\b|\b(skipp?ed|excluded|dropped|removed):? (no|0|none|nothing)\b/i;

/** Examples that a provider leaves out of training are told by an ordinary event. */
function tellsOfLoss(message: string): boolean {
  return /\b(skipp?ed|excluded|dropped|removed)\b/i.test(message) && !lossOfNone.test(message);
}
