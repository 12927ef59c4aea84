import { setTimeout as sleep } from 'node:timers/promises';
import { ArtifactError } from '../artifact-store.ts';

/** How long a store that does not answer is asked again, in milliseconds. */
export interface Patience {
  /** Before the second attempt; doubles, with jitter. */
  firstWait: number;
  longestWait: number;
  /** From the first attempt on, of a store that has answered before. */
  outage: number;
  /** Of one that has not: an address that is wrong is said soon. */
  start: number;
  /** In which nothing comes or goes on a connection. */
  silence: number;
}

export const usualPatience: Patience = {
  firstWait: 100,
  longestWait: 10_000,
  outage: 120_000,
  start: 8_000,
  silence: 30_000,
};

/** Attempts that fail since the clock differs: the client sets it right after the first. */
const attemptsByTheClock = 3;

/** What an S3 client throws, as far as it is looked at: a server's answer, or what kept it from coming. */
export interface S3Failure {
  name?: string;
  code?: string;
  message?: string;
  /** By which a failure of ours tells that another attempt may help. */
  mayPass?: boolean;
  $metadata?: { httpStatusCode?: number; requestId?: string };
}

/** Makes a request, again and again while that may help; `hasAnswered` is asked after each failure. */
export async function patiently<T>(
  ask: () => Promise<T>,
  hasAnswered: () => boolean,
  { firstWait, longestWait, outage, start }: Patience,
): Promise<T> {
  const begunAt = performance.now();
  for (let attempts = 1; ; attempts++) {
    try {
      return await ask();
    } catch (error) {
      const wait = Math.min(longestWait, firstWait * 2 ** (attempts - 1)) * (0.5 + Math.random() / 2);
      const isOver = performance.now() - begunAt + wait > (hasAnswered() ? outage : start);
      if (isOver || !mayPass(error as S3Failure, attempts)) throw error;
      await sleep(wait);
    }
  }
}

/** The status that an answer came with; undefined where none came. */
export function statusOf(error: unknown): number | undefined {
  return (error as S3Failure).$metadata?.httpStatusCode;
}

/** Two who write one name at the same moment are both told to try again, which says nothing of who wins. */
const passing = new Set(['ConditionalRequestConflict', 'OperationAborted', 'RequestTimeout', 'SlowDown']);

/** What never left this machine. */
const ours = new Set([
  ...['CredentialsProviderError', 'TokenProviderError', 'NoRegion', 'EndpointError', 'TypeError', 'RangeError'],
]);

/** The name that S3, or its client, gives to a failure. */
export function nameOf({ name = '', message = '' }: S3Failure): string {
  return /Region (is missing|not accepted)/.test(message) ? 'NoRegion' : name;
}

function mayPass(error: S3Failure, attempts: number): boolean {
  const status = statusOf(error);
  if (error instanceof ArtifactError) return false;
  if (error.mayPass) return true;
  if (error.name === 'RequestTimeTooSkewed') return attempts < attemptsByTheClock;
  if (passing.has(error.name ?? '')) return true;
  if (status === undefined) return !ours.has(nameOf(error));
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 507);
}

/** Whether no answer came, or one that another attempt may better. */
export function isOutage(error: unknown): boolean {
  return mayPass(error as S3Failure, 1);
}
