import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatReply, ChatRequest, ModelProvider } from './port.ts';
import { ProviderError } from './port.ts';
import type { Throttle } from './throttle.ts';

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
   * Makes the request once a place is free. Throws {@link ProviderError} for what no repetition mends, and {@link Stopped}
   * once it has to stop; a call in flight is never aborted, since it is paid all the same.
   */
  chat(request: () => Promise<ChatRequest>, stop: Stop): Promise<PatientReply>;
}

export interface Patience {
  /** Before the second attempt, in milliseconds; doubles, with jitter. */
  firstWait: number;
  /** The longest wait, in milliseconds. */
  longestWait: number;
  /** Attempts of one request that fail while the provider serves others. */
  strikes: number;
}

export const defaultPatience: Patience = { firstWait: 500, longestWait: 30_000, strikes: 8 };

/**
 * An outage is waited out: only failures while others were served, or with nobody else to ask, count against a request.
 * A lost connection never does.
 */
export function createPatientProvider(
  provider: ModelProvider,
  throttle: Throttle,
  patience = defaultPatience,
): PatientProvider {
  let served = 0;

  async function attempt(request: () => Promise<ChatRequest>, stop: Stop): Promise<ChatReply> {
    return throttle.run(async () => {
      if (stop.aborted) throw new Stopped();
      const reply = await provider.chat(await request());
      served += 1;
      return reply;
    });
  }

  async function chat(request: () => Promise<ChatRequest>, stop: Stop): Promise<PatientReply> {
    let strikes = 0;
    for (let attempts = 1; ; attempts++) {
      const servedBefore = served;
      try {
        return { reply: await attempt(request, stop), attempts };
      } catch (error) {
        if (!isWorthRepeating(error)) throw error;
        const servedOthers = served > servedBefore;
        if (isStrike(error) && (servedOthers || throttle.demand === 0)) strikes += 1;
        if (strikes >= patience.strikes) throw exhausted(error);
        await waitBefore(error, attempts, servedOthers, stop);
      }
    }
  }

  async function waitBefore(error: ProviderError, attempts: number, servedOthers: boolean, stop: Stop): Promise<void> {
    // The throttle is already silent for a rate limit; a common pause would only delay those that waited longest.
    if (error.problem.action === 'throttled') return;
    const wait = Math.max(backOff(attempts, patience), error.problem.waitMilliseconds ?? 0);
    if (!servedOthers) throttle.pause(wait);
    await sleep(wait, undefined, { signal: stop.signal }).catch(() => undefined);
  }

  return { chat };
}

function isWorthRepeating(error: unknown): error is ProviderError {
  return error instanceof ProviderError && (error.problem.action === 'retry' || error.problem.action === 'throttled');
}

function isStrike(error: ProviderError): boolean {
  return error.problem.action === 'retry' && error.problem.code !== 'connection';
}

function exhausted({ problem }: ProviderError): ProviderError {
  return new ProviderError({ ...problem, action: 'failed', message: `${problem.message}, again and again` });
}

/** Exponential with jitter: between half of the step and all of it. */
function backOff(attempts: number, { firstWait, longestWait }: Patience): number {
  const step = Math.min(longestWait, firstWait * 2 ** (attempts - 1));
  return step * (0.5 + Math.random() / 2);
}
