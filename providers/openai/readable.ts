import { z } from 'zod';
import { unreadable } from '../classify.ts';
import { ProviderError } from '../port.ts';

/** An id, which some servers count. */
export const Id = z.union([z.string().min(1), z.number().transform(String)]);

/** What a schema makes of a body; throws {@link ProviderError} with the place that cannot be read. */
export function readable<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(typeof body === 'string' ? fromJson(body) : body);
  if (parsed.success) return parsed.data;
  throw new ProviderError(unreadable(parsed.error.issues[0]?.path.join('.') || 'body'));
}

/** Some servers say that their JSON is text. */
export function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
