import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatReply, ChatRequest } from '../domain/chat.ts';
import type { ModelProvider } from './port.ts';
import { ProviderError } from './port.ts';
import type { Throttle } from './throttle.ts';
import { createWitness } from './witness.ts';

/** A reply, and how many calls it took. */
export interface PatientReply {
  reply: ChatReply;
  attempts: number;
}

/** Work was told to stop before this call was made. */
export class Stopped extends Error {
  override name = 'Stopped';
}

/** Tells work to stop. */
export interface Stop {
  /** True once no further call may begin; looked at right before each. */
  readonly aborted: boolean;
  /** Wakes those who wait. */
  readonly signal: AbortSignal;
}

/** Asks a provider under its throttle, again and again where that can help. */
export interface PatientProvider {
  /**
   * Makes the request once a place is free. Throws {@link ProviderError} for what no repetition mends and for an outage
   * that lasts, and {@link Stopped} once it has to stop; a call in flight is never aborted, since it is paid all the same.
   */
  chat(request: () => Promise<ChatRequest>, stop: Stop): Promise<PatientReply>;
}

export interface Patience {
  /** Before the second attempt, in milliseconds; doubles, with jitter. */
  firstWait: number;
  /** The longest wait, in milliseconds. */
  longestWait: number;
  /** Attempts of one request that fail before the provider is asked for a sign of life. */
  failures: number;
  /** Attempts in a row that fail right after a sign of life: then it is the request, and not an outage. */
  strikes: number;
  /** How long an outage is waited out before the error goes up, in milliseconds. */
  outage: number;
}

export const defaultPatience: Patience = {
  firstWait: 500,
  longestWait: 30_000,
  failures: 5,
  strikes: 3,
  outage: 10 * 60_000,
};

/**
 * Tells a bad request from a provider that is out of order: only failures right after the same model has answered
 * something else count against a request. An outage is waited out, and goes up as what it is when it lasts.
 */
export function createPatientProvider(
  provider: ModelProvider,
  throttle: Throttle,
  patience = defaultPatience,
): PatientProvider {
  let servedAt = Number.NEGATIVE_INFINITY;

  const attempt = (request: () => Promise<ChatRequest>, stop?: Stop): Promise<ChatReply> =>
    throttle.run(async () => {
      if (stop?.aborted) throw new Stopped();
      const reply = await provider.chat(await request());
      servedAt = performance.now();
      return reply;
    });
  const showsLife = createWitness((request) => attempt(async () => request));

  async function chat(request: () => Promise<ChatRequest>, stop: Stop): Promise<PatientReply> {
    const trial = createTrial(patience);
    for (let attempts = 1; ; attempts++) {
      const lives = trial.needsWitness() && !stop.aborted && (await showsLife((await request()).model));
      const begunAt = performance.now();
      try {
        return { reply: await attempt(request, stop), attempts };
      } catch (error) {
        if (!isWorthRepeating(error)) throw error;
        // The throttle is already silent for a rate limit; a common pause would only delay those that waited longest.
        if (error.problem.action === 'throttled') continue;
        trial.failed(error, { lives, servedAt });
        const wait = Math.max(backOff(attempts, patience), error.problem.waitMilliseconds ?? 0);
        if (servedAt < begunAt) throttle.pause(wait);
        await sleep(wait, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  }

  return { chat };
}

/** Gathers what speaks against one request, and what against the provider. */
function createTrial({ failures: enough, strikes: most, outage }: Patience) {
  let failures = 0;
  let strikes = 0;
  let failingSince: number | undefined;

  return {
    needsWitness: () => failures >= enough,
    /** Throws once it is clear that the request is bad, or that the provider stays out of order. */
    failed(error: ProviderError, { lives, servedAt }: { lives: boolean; servedAt: number }): void {
      const now = performance.now();
      failingSince ??= now;
      failures += 1;
      strikes = lives ? strikes + 1 : 0;
      if (strikes >= most) throw exhausted(error);
      if (now - Math.max(failingSince, servedAt) >= outage) throw error;
    },
  };
}

function isWorthRepeating(error: unknown): error is ProviderError {
  return error instanceof ProviderError && (error.problem.action === 'retry' || error.problem.action === 'throttled');
}

function exhausted({ problem }: ProviderError): ProviderError {
  return new ProviderError({ ...problem, action: 'failed', message: `${problem.message}, again and again` });
}

/** Exponential with jitter: between half of the step and all of it. */
function backOff(attempts: number, { firstWait, longestWait }: Patience): number {
  const step = Math.min(longestWait, firstWait * 2 ** (attempts - 1));
  return step * (0.5 + Math.random() / 2);
}
