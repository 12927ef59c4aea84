import { createHash } from 'node:crypto';
import { z } from 'zod';

// A cell of a CSV file is a text, and an empty one is none.
const known = (value: unknown) => (value === '' || value === null ? undefined : value);
const Text = z.preprocess(known, z.string().optional()).optional();
const Count = z.preprocess(known, z.coerce.number().int().nonnegative().optional()).optional();
const json = (value: unknown) => (typeof value === 'string' ? parsed(value) : value);
const Texts = z.preprocess((value) => json(value) ?? [], z.array(z.string()));

/**
 * What a model was asked once and said, as `answers.jsonl` and `answers.csv` of a capture have it: the names of the
 * columns are those of the keys. Reads a line of either; docs/capture.md tells what each means.
 */
export const CapturedAnswerSchema = z.object({
  /** The run that asked. */
  run: Text,
  /** Of the sample. */
  id: z.string(),
  /** Of the row, in the user's own data. */
  own_id: Text,
  split: Text,
  /** File and row of the source. */
  where: Text,
  /** Number in its split as it was shuffled, from 0. */
  row: Count,
  question: z.string(),
  /** Hashes (sha256) of the images as they were sent, in their order. */
  images: Texts,
  /** By {@link questionHash}. */
  question_hash: z.string(),
  targets: Texts,
  /** Name within the run. */
  candidate: z.string(),
  /** As it was asked for. */
  model: z.string(),
  /** As the provider says has answered. */
  resolved_model: Text,
  provider: Text,
  /** Whose address was called. */
  provider_identity: Text,
  /** As they were sent. */
  parameters: z.preprocess((value) => json(value) ?? {}, z.record(z.string(), z.unknown())),
  /** Which time the sample was asked, from 1. */
  repeat: z.coerce.number().int().positive(),
  outcome: z.enum(['answered', 'refused', 'failed']),
  text: z.preprocess((value) => value ?? '', z.string()),
  /** `stop`, `length`, `content_filter`, `refusal`, or the provider's word. */
  finish: Text,
  /** Why there is no answer. */
  reason: Text,
  code: Text,
  prompt_tokens: Count,
  completion_tokens: Count,
  reasoning_tokens: Count,
  request_id: Text,
  /** Of all that was sent. */
  request_hash: Text,
  /** The provider's name for the configuration that answered, `system_fingerprint`. */
  fingerprint: Text,
  /** ISO 8601, UTC. */
  asked_at: Text,
  /** The earlier run that was given this answer. */
  reused_from: Text,
  /** When the provider stops serving the model, an ISO date. */
  shutdown_date: Text,
});

/** A line of a capture; what was not known is absent. */
export type CapturedAnswer = z.output<typeof CapturedAnswerSchema>;

/** The keys of a line, in the order of the columns. */
export const capturedColumns = Object.keys(CapturedAnswerSchema.shape) as readonly (keyof CapturedAnswer)[];

/** The identity of what was asked, whatever id it has: a hash (sha256, hex) of the question and its images in their order. */
export function questionHash(question: string, images: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify([question, ...images]))
    .digest('hex');
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
