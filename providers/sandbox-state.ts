import { z } from 'zod';
import { boundedFetch } from './bounded-fetch.ts';
import { problemOf, type Telling, unreadable } from './classify.ts';
import { ProviderError } from './port.ts';
import { readError } from './said-error.ts';

const State = z.object({ id: z.string().regex(/^[\w-]{1,64}$/) });

/** In milliseconds. */
const timeout = 10_000;

/**
 * A sandbox is known by its state, so that another port changes nothing and another folder does. Undefined of what stands
 * in for one, and has no state to tell: it is known by its address as anybody is.
 */
export async function sandboxIdentity(
  address: URL,
  apiKey: string | undefined,
  telling: Telling,
): Promise<string | undefined> {
  const response = await ask(new URL('/sandbox/state', address), apiKey);
  if (response.status === 404) return undefined;
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ProviderError(problemOf(readError(body), response.status, response.headers, telling));
  const { success, data } = State.safeParse(body);
  if (!success) throw new ProviderError(unreadable('state'));
  return `sandbox ${data.id}`;
}

async function ask(address: URL, apiKey: string | undefined): Promise<Response> {
  const headers = apiKey ? { authorization: `Bearer ${apiKey}` } : {};
  try {
    return await boundedFetch(address, { headers, signal: AbortSignal.timeout(timeout) });
  } catch {
    throw new ProviderError({ action: 'retry', code: 'connection', message: `no connection to ${address.origin}` });
  }
}
