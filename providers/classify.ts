import { types } from 'node:util';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import type { Problem } from '../domain/answering/problem.ts';
import { type Cleaner, createCleaner } from './cleaner.ts';
import { judgeError } from './error-rules.ts';
import { ProviderError } from './port.ts';
import { readError, type SaidError } from './said-error.ts';
import { longestPause, waitAskedFor } from './waits.ts';

/** How to speak of an error: what to cut from it. */
export interface Telling {
  cleaner: Cleaner;
  /** Texts of the request, which a provider may quote. */
  sent?: readonly string[];
}

/** Turns what a provider's client threw into something one can act on; undefined for errors that are our own. */
export function classify(error: unknown, telling: Telling = { cleaner: createCleaner() }): Problem | undefined {
  if (error instanceof ProviderError) return error.problem;
  if (error instanceof APIConnectionTimeoutError) return { action: 'retry', code: 'timeout', message: 'timeout' };
  if (error instanceof APIConnectionError) {
    const cause = causeCode(error);
    const unsent = neverConnected.test(cause) && { unsent: true as const };
    return { action: 'retry', code: 'connection', message: `no connection (${cause})`, ...unsent };
  }
  if (error instanceof APIError) {
    return problemOf(readError(error.error), Number(error.status), error.headers, telling);
  }
  return isUnreadable(error) ? unreadable(error.name === 'BodyTooLarge' ? 'too large' : undefined) : undefined;
}

/** Causes that come before a connection is there, be it for want of an address, a way or trust. */
const neverConnected =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|EHOST\w+|ENET\w+|EADDR\w+|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\w+|.*CERT.*|ERR_SSL_\w+)$/;

/** What a provider answered with 200, and which is no reply; it may have been paid. */
export function unreadable(why?: string): Problem {
  const message = `unreadable response${why ? ` (${why})` : ''}`;
  return { action: 'retry', code: 'unreadable', status: 200, message };
}

/** The problem that an error body stands for, be it in a response of status 200. */
export function problemOf(
  said: SaidError | undefined,
  httpStatus: number,
  headers: Headers | undefined,
  { cleaner, sent }: Telling,
): Problem {
  const status = httpStatus === 200 ? (said?.status ?? 200) : httpStatus;
  const sentence = cleaner.sentence(said?.sentence, sent);
  const facts = { code: cleaner.code(said?.code), type: cleaner.code(said?.type), param: cleaner.code(said?.param) };
  const requestId = cleaner.code(headers?.get('x-request-id') ?? undefined);
  return {
    ...waiting(judgeError({ ...said, reasons: said?.reasons ?? '', status, sentence: sentence ?? '' }), headers),
    code: facts.code ?? String(status),
    status,
    message: describe(httpStatus, status, facts),
    ...(facts.param && { param: facts.param }),
    ...(sentence && { said: sentence }),
    ...(requestId && { requestId }),
  };
}

/** A call that may be repeated waits as long as it is told to, but nobody waits unseen for longer than a while. */
function waiting(judged: Pick<Problem, 'action' | 'otherwise'>, headers: Headers | undefined) {
  const wait = waitAskedFor(headers);
  if (wait === undefined || (judged.action !== 'retry' && judged.action !== 'throttled')) return judged;
  return wait > longestPause ? blockedUntil(Date.now() + wait) : { ...judged, waitMilliseconds: wait };
}

/** A wait that is too long to be waited for unseen. */
export function blockedUntil(until: number): Pick<Problem, 'action' | 'until'> {
  return { action: 'blocked', until };
}

/** Facts that identify the error; its text may quote a prompt or a key and stays out. */
function describe(httpStatus: number, status: number, facts: Record<string, string | undefined>): string {
  const where = httpStatus === status ? `HTTP ${status}` : `HTTP ${httpStatus} with error ${status}`;
  const named = Object.entries(facts).filter(([, value]) => value !== undefined && value !== String(status));
  return [where, ...named.map(([name, value]) => `${name} ${value}`)].join(', ');
}

/** A body that is not JSON reaches us as the parser's error, one that was cut off as fetch's "terminated". */
function isUnreadable(error: unknown): error is Error {
  // Not by `instanceof`: fetch's errors may be of another realm.
  if (!types.isNativeError(error)) return false;
  return error.name === 'SyntaxError' || error.name === 'BodyTooLarge' || error.message === 'terminated';
}

function causeCode(error: unknown): string {
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'unknown cause';
}
