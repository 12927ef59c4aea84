import type { z } from 'zod';
import { StoredAnswersError } from '../../domain/stored/entry.ts';
import type { AnswerRecord } from './format.ts';

/** A record in the shape of its format. Throws {@link StoredAnswersError}, which names the line and the key. */
export function readAs<T>(schema: z.ZodType<T>, { where, values }: AnswerRecord): T {
  const { data, error } = schema.safeParse(values);
  if (!error) return data as T;
  const [issue] = error.issues;
  throw new StoredAnswersError(`${where}: "${issue?.path.join('.')}" cannot be read: ${issue?.message}`);
}

/** What is known of some fields: those that are undefined are left out. */
export function known<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** An id as a text: some tools number their tests. Anything else is none. */
export function idOf(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' ? undefined : text;
}

/** A text, where it is one. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A time as ISO 8601, of a text or of seconds since 1970; undefined where it is none. */
export function timeOf(value: unknown): string | undefined {
  const date = typeof value === 'number' ? new Date(value * 1000) : new Date(String(value ?? ''));
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
