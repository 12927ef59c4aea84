import { types } from 'node:util';
import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai';
import type { Problem } from '../domain/problem.ts';
import { ProviderError } from './port.ts';

/** Codes that no waiting mends, though some arrive as 429. */
const needsPerson = new Set([
  'insufficient_quota',
  'credit_balance_exhausted',
  'billing_not_active',
  'billing_hard_limit_reached',
  'organization_spend_limit_exceeded',
  'project_spend_limit_exceeded',
  'organization_usage_limit_exceeded',
]);

const contentCodes = /content_policy|content_filter|moderation|safety/;

/** Turns what a provider's client threw into something one can act on; undefined for errors that are our own. */
export function classify(error: unknown): Problem | undefined {
  if (error instanceof ProviderError) return error.problem;
  if (error instanceof APIConnectionTimeoutError) return { action: 'retry', code: 'timeout', message: 'timeout' };
  if (error instanceof APIConnectionError) {
    return { action: 'retry', code: 'connection', message: `no connection (${causeCode(error)})` };
  }
  if (error instanceof APIError) return classifyResponse(error);
  return isUnreadable(error) ? { action: 'retry', code: 'unreadable', message: 'unreadable response' } : undefined;
}

/** A body that is not JSON reaches us as the parser's error, one that was cut off as fetch's "terminated". */
function isUnreadable(error: unknown): boolean {
  // Not by `instanceof`: fetch's errors may be of another realm.
  return types.isNativeError(error) && (error.name === 'SyntaxError' || error.message === 'terminated');
}

function classifyResponse(error: APIError): Problem {
  const status = Number(error.status);
  const code = error.code ?? String(status);
  const wait = retryAfter(error.headers);
  return {
    action: actionOf(status, error),
    code,
    message: describeError(status, error),
    ...(wait !== undefined && { waitMilliseconds: wait }),
    ...(error.requestID && { requestId: error.requestID }),
  };
}

function actionOf(status: number, error: APIError): Problem['action'] {
  if (needsPerson.has(error.code ?? '') || needsPerson.has(error.type ?? '')) return 'blocked';
  if (status === 401 || status === 403) return 'blocked';
  if (status === 429) return isTooLarge(error) ? 'failed' : 'throttled';
  if (status === 404) return 'missing';
  if (status === 408 || status === 409 || status >= 500) return 'retry';
  if (status === 400 && contentCodes.test(`${error.code} ${error.type}`)) return 'refused';
  return 'failed';
}

/** "Request too large … Limit 30000, Requested 31000": no waiting makes it fit. */
function isTooLarge(error: APIError): boolean {
  const [, limit, requested] = /Limit:? (\d+), Requested:? (\d+)/i.exec(error.message) ?? [];
  return /request too large/i.test(error.message) || Number(requested) > Number(limit);
}

/** The header's seconds or date as milliseconds from now; undefined when there is none. */
function retryAfter(headers: Headers | undefined): number | undefined {
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const milliseconds = Number.isNaN(Number(value)) ? Date.parse(value) - Date.now() : Number(value) * 1000;
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : undefined;
}

/** Facts that identify the error; its text may quote a prompt or a key and stays out. */
function describeError(status: number, error: APIError): string {
  const facts = [
    `HTTP ${status}`,
    error.code && `code ${error.code}`,
    error.type && `type ${error.type}`,
    error.param && `param ${error.param}`,
  ];
  return facts.filter(Boolean).join(', ');
}

function causeCode(error: unknown): string {
  let cause: unknown = error;
  while (cause instanceof Error && cause.cause !== undefined) cause = cause.cause;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : 'unknown cause';
}
