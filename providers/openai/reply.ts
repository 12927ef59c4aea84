import { z } from 'zod';
import type { Usage } from '../../domain/answering/answer.ts';
import type { ChatReply } from '../../domain/answering/chat.ts';
import { problemOf, type Telling } from '../classify.ts';
import { ProviderError } from '../port.ts';
import { readError } from '../said-error.ts';
import { finishOf } from './finish.ts';
import { fromJson, readable } from './readable.ts';

const Text = z.string().optional().catch(undefined);
/** A text may stand in a field of its own. */
const PartText = z.union([z.string(), z.looseObject({ value: z.string() }).transform(({ value }) => value)]);
const Part = z.looseObject({ type: Text, text: PartText.optional().catch(undefined), refusal: Text });
/** Some servers say a count as a text, as a fraction, or below zero: then it is unknown. */
const Count = z.int().nonnegative();

/** A list of parts, or the only one. */
const Parts = z.union([z.array(z.unknown()), z.looseObject({}).transform((part) => [part])]);
const Message = z.looseObject({ content: z.union([z.string(), Parts]).nullish(), refusal: Text });
const Completion = z.looseObject({
  model: z.unknown().optional(),
  system_fingerprint: z.unknown().optional(),
  choices: z.array(z.looseObject({ finish_reason: Text, error: z.unknown().optional(), message: Message })).min(1),
  usage: z
    .object({
      prompt_tokens: Count,
      completion_tokens: Count,
      prompt_tokens_details: z.object({ cached_tokens: Count.optional() }).nullish().catch(undefined),
      completion_tokens_details: z.object({ reasoning_tokens: Count.optional() }).nullish().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** Reads a completion: what is needed must be there, and the rest may have any form. Throws {@link ProviderError}. */
export function readReply(received: unknown, headers: Headers, telling: Telling): ChatReply {
  const body = typeof received === 'string' ? fromJson(received) : received;
  const said = errorWithin(body);
  if (said) throw new ProviderError(problemOf(said, 200, headers, telling));
  const { model, system_fingerprint: fingerprint, choices, usage } = readable(Completion, body);
  const [{ message, finish_reason: reason }] = choices as [(typeof choices)[number]];
  const { text, refusal } = contentOf(message);
  const { cleaner } = telling;
  return {
    text: cleaner.answer(text),
    ...(refusal && { refusal: cleaner.answer(refusal) }),
    ...finished(reason, cleaner.code(reason)),
    ...(text === '' && hasReasoning(message) && { reasoning: true }),
    ...(usage && { usage: usageOf(usage) }),
    ...defined({
      model: cleaner.name(model),
      fingerprint: cleaner.name(fingerprint),
      requestId: cleaner.code(headers.get('x-request-id')),
    }),
  };
}

function usageOf(usage: NonNullable<z.output<typeof Completion>['usage']>): Usage {
  const cached = usage.prompt_tokens_details?.cached_tokens;
  const thought = usage.completion_tokens_details?.reasoning_tokens;
  return {
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens,
    // More than all of them is no count.
    ...(cached !== undefined && cached <= usage.prompt_tokens && { cachedTokens: cached }),
    ...(thought !== undefined && { reasoningTokens: thought }),
  };
}

const Envelope = z.looseObject({
  error: z.unknown().optional(),
  choices: z
    .array(z.looseObject({ error: z.unknown().optional() }))
    .min(1)
    .optional()
    .catch(undefined),
});

/** Some servers answer an error with 200: instead of the choices, beside them, or within the first. */
function errorWithin(body: unknown) {
  const { success, data } = Envelope.safeParse(body);
  if (!success) return undefined;
  const error = data.error ?? data.choices?.[0]?.error;
  return (error ? readError(error) : undefined) ?? (data.choices ? undefined : readError(body));
}

function finished(reason: string | undefined, word: string | undefined): Pick<ChatReply, 'finish' | 'finishWord'> {
  const { finish, finishWord } = finishOf(reason, word);
  if (finish !== 'broken') return { finish, ...(finishWord && { finishWord }) };
  const code = finishWord ?? finish;
  throw new ProviderError({ action: 'retry', code, status: 200, message: `HTTP 200, finish reason ${code}` });
}

/** The text of a message, which may lie in parts; a thought is no answer. */
function contentOf({ content, refusal }: z.output<typeof Message>): { text: string; refusal: string | undefined } {
  if (!Array.isArray(content)) return { text: (content ?? '').trim(), refusal };
  const parts = content.map((part) => (typeof part === 'string' ? { text: part } : Part.safeParse(part).data));
  return {
    text: parts
      .map((part) => part?.text ?? '')
      .join('')
      .trim(),
    refusal: refusal || parts.find((part) => part && 'refusal' in part && part.refusal)?.refusal,
  };
}

/** Fields by which servers give a model's thoughts. */
const thoughts = ['reasoning_content', 'reasoning', 'reasoning_details', 'thinking', 'thinking_blocks'];

function hasReasoning(message: z.output<typeof Message>): boolean {
  const isThought = (part: unknown) => /think|reason/.test(String((part as { type?: unknown } | null)?.type));
  if (Array.isArray(message.content) && message.content.some(isThought)) return true;
  return thoughts.some((name) => isFilled(message[name]));
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : Array.isArray(value) && value.length > 0;
}

function defined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
