import { z } from 'zod';
import type { ExtraHeaders } from './identity.ts';
import { blocked } from './lending.ts';

/** Whether a text may go as a header: what may not is quoted by the error that `fetch` throws, keys too. */
export function isSendable(text: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(text);
}

const Headers = z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().refine(isSendable));

/** Reads headers, as JSON or as lines of `name: value`. Throws with the variable's name, and none of its text. */
export function readHeaders(variable: string, text: string | undefined): ExtraHeaders {
  const trimmed = text?.trim();
  if (!trimmed) return {};
  const parsed = Headers.safeParse(trimmed.startsWith('{') ? fromJson(trimmed) : fromLines(trimmed));
  if (!parsed.success)
    throw blocked('bad_headers', `${variable} holds no headers: give JSON, or lines of "name: value"`);
  return Object.fromEntries(Object.entries(parsed.data).map(([name, value]) => [name.toLowerCase(), value]));
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromLines(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim());
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, Math.max(0, at)).trim(), line.slice(at + 1).trim()];
    }),
  );
}
