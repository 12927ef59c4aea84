import { z } from 'zod';

/** An error as a provider spells it, raw: of any length, with any characters. */
export interface SaidError {
  /** Where the body names one, as OpenRouter does in a 200. */
  status?: number;
  code?: string | number;
  type?: string;
  param?: string;
  sentence?: string;
  /** Further words, such as the reasons of a moderation. */
  reasons: string;
}

const Text = z.string().min(1).optional().catch(undefined);
const Code = z
  .union([z.string().min(1), z.number()])
  .optional()
  .catch(undefined);
const Fields = z.looseObject({
  code: Code,
  status: Code,
  type: Text,
  param: Text,
  message: Text,
  msg: Text,
  status_code: Code,
  status_msg: Text,
  detail: z.unknown().optional(),
  reason: Code,
  metadata: z.unknown().optional(),
  innererror: z.unknown().optional(),
});

/**
 * Reads an error in any of the forms that OpenAI and its look-alikes give it: `{ error: { code, message } }`,
 * `{ error: "…", code }`, `{ code, message }`, `{ errors: […] }`, `{ base_resp: { status_code, status_msg } }`,
 * `{ detail }`, a list of one, or a text. Undefined when there is none.
 */
export function readError(body: unknown): SaidError | undefined {
  if (typeof body === 'string') return body.trim() ? { sentence: withoutTags(body), reasons: '' } : undefined;
  if (Array.isArray(body)) return readError(body[0]);
  const parsed = Fields.safeParse(body);
  if (!parsed.success) return undefined;
  const outer = parsed.data;
  const inner = outer['error'] || outer['errors'] || outer['base_resp'];
  if (typeof inner === 'string' && inner) return saidOf({ ...outer, message: inner });
  // Mistral puts what is wrong with a body where others put a sentence.
  const { message } = body as { message?: unknown };
  const within = typeof message === 'object' && message !== null ? readError(message) : undefined;
  return (inner ? readError(inner) : undefined) ?? (within && { ...saidOf(outer), ...within }) ?? saidOf(outer);
}

function saidOf({ status, type, param, ...more }: z.output<typeof Fields>): SaidError | undefined {
  const code = more.code ?? more.status_code;
  const sentence = more.message ?? more.msg ?? more.status_msg ?? detailOf(more.detail);
  const named = [code, status].map(Number).find((number) => number >= 400 && number < 600);
  const reasons = [more.reason ?? '', ...[more.metadata, more.innererror].map(wordsOf)].join(' ').trim();
  if ([code, type, sentence, named].every((value) => value === undefined) && !reasons) return undefined;
  const about = param ?? placeIn(more.detail);
  const kind = type ?? (typeof status === 'string' ? status : undefined);
  return {
    ...(named !== undefined && { status: named }),
    ...(code !== undefined && { code }),
    ...(kind !== undefined && { type: kind }),
    ...(about !== undefined && { param: about }),
    ...(sentence !== undefined && { sentence }),
    reasons,
  };
}

/** FastAPI's form: a text, or a list of what is wrong. */
function detailOf(detail: unknown): string | undefined {
  if (typeof detail === 'string') return detail || undefined;
  const [first] = Array.isArray(detail) ? detail : [detail];
  return z.object({ msg: z.string() }).safeParse(first).data?.msg;
}

/** The parameter that such a form speaks of: the first name behind `body`. */
function placeIn(detail: unknown): string | undefined {
  const [first] = Array.isArray(detail) ? detail : [detail];
  const { data } = z.object({ loc: z.array(z.unknown()) }).safeParse(first);
  const names = data?.loc.filter((name) => typeof name === 'string' && name !== 'body') ?? [];
  return names[0] as string | undefined;
}

/** Names, codes and reasons, without the input that was flagged. */
function wordsOf(more: unknown): string {
  const { success, data } = z.looseObject({ code: Code, reasons: z.array(z.string()).catch([]) }).safeParse(more);
  return success ? [data.code, ...data.reasons, ...(data.reasons.length > 0 ? ['moderation'] : [])].join(' ') : '';
}

/** A proxy's page. */
function withoutTags(text: string): string {
  return text.slice(0, 10_000).replaceAll(/<(style|script)[^>]*>.*?<\/\1>|<[^<>]*>/gs, ' ');
}
