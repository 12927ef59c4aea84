import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatReply, ChatRequest } from '../domain/answering/chat.ts';
import type { Problem } from '../domain/answering/problem.ts';
import { type Meter, metered } from './meter.ts';
import { type Chat, ProviderError, type Tries } from './port.ts';
import { type Stop, Stopped } from './stop.ts';
import type { Pause } from './throttle/silence.ts';
import type { Throttle } from './throttle.ts';
import { createWitness } from './witness.ts';

/** A reply, and what it took. */
export interface PatientReply extends Tries {
  reply: ChatReply;
}

/** Asks a provider under its throttle, again and again where that can help. */
export interface PatientProvider {
  /**
   * Makes the request once a place is free. Throws {@link ProviderError} for what no repetition mends and for an outage
   * that lasts, and {@link Stopped} once it has to stop; a call in flight is never aborted, since it is paid all the same.
   * `meter` hears of each attempt, words that are asked for a sign of life among them.
   */
  chat(request: () => Promise<ChatRequest>, stop: Stop, meter?: Meter): Promise<PatientReply>;
  /** Why nothing is asked at the moment. */
  readonly pausing: Pause | undefined;
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
  /** Attempts that are answered, and cannot be read: they may be paid. */
  readings: number;
  /** How long an outage is waited out before the error goes up, in milliseconds. */
  outage: number;
}

export const defaultPatience: Patience = {
  firstWait: 500,
  longestWait: 30_000,
  failures: 5,
  strikes: 3,
  readings: 3,
  outage: 10 * 60_000,
};

/**
 * Tells a bad request from a provider that is out of order: only failures right after the same model has answered
 * something else count against a request. An outage is waited out, and goes up as what it is when it lasts.
 */
export function createPatientProvider(provider: Chat, throttle: Throttle, patience = defaultPatience): PatientProvider {
  const servedAt = new Map<string, number>();
  const lastServed = () => Math.max(Number.NEGATIVE_INFINITY, ...servedAt.values());

  const attempt = (request: () => Promise<ChatRequest>, stop: Stop, meter?: Meter): Promise<ChatReply> =>
    throttle.run(async () => {
      await stop.ready?.();
      if (stop.aborted) throw new Stopped();
      const asked = await request();
      const reply = await metered(provider, asked, stop, meter);
      servedAt.set(asked.model, performance.now());
      return reply;
    }, stop.signal);
  const showsLife = createWitness((request, stop, meter) => attempt(async () => request, stop, meter));

  async function chat(request: () => Promise<ChatRequest>, stop: Stop, meter?: Meter): Promise<PatientReply> {
    const tries: Tries = { attempts: 0, unread: 0 };
    try {
      return { reply: await askPatiently(request, stop, tries, meter), ...tries };
    } catch (error) {
      throw error instanceof ProviderError ? new ProviderError(error.problem, tries) : error;
    }
  }

  async function askPatiently(
    request: () => Promise<ChatRequest>,
    stop: Stop,
    tries: Tries,
    meter?: Meter,
  ): Promise<ChatReply> {
    const trial = createTrial(patience);
    const answersAWord = async () => showsLife((await request()).model, stop, meter);
    for (;;) {
      const lives = trial.needsWitness() && !stop.aborted && (await answersAWord());
      const begunAt = performance.now();
      tries.attempts += 1;
      try {
        return await attempt(request, stop, meter);
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error;
        const { problem } = error;
        if (problem.otherwise) throw (await answersAWord()) ? itsOwnFault(problem, problem.otherwise) : error;
        // The throttle is already silent for a rate limit; a common pause would only delay those that waited longest.
        if (problem.action === 'throttled') continue;
        if (problem.action !== 'retry') throw error;
        if (problem.status === answered) tries.unread += 1;
        trial.failed(error, { lives, servedAt: lastServed(), unread: tries.unread });
        const wait = Math.max(backOff(tries.attempts, patience), problem.waitMilliseconds ?? 0);
        if (problem.status !== answered && lastServed() < begunAt) throttle.pause(wait, problem.message);
        await sleep(wait, undefined, { signal: stop.signal }).catch(() => undefined);
      }
    }
  }

  return {
    chat,
    get pausing() {
      return throttle.pausing;
    },
  };
}

/** The status of what was served, and possibly paid, though it is no reply. */
const answered = 200;

/** What a failure is judged by. */
interface Sign {
  lives: boolean;
  servedAt: number;
  unread: number;
}

/** Gathers what speaks against one request, and what against the provider. */
function createTrial({ failures: enough, strikes: most, readings, outage }: Patience) {
  let failures = 0;
  let strikes = 0;
  let failingSince: number | undefined;

  return {
    needsWitness: () => failures >= enough,
    /** Throws once it is clear that the request is bad, or that the provider stays out of order. */
    failed(error: ProviderError, { lives, servedAt, unread }: Sign): void {
      if (error.problem.status === answered) {
        if (unread >= readings) throw exhausted(error);
        return;
      }
      const now = performance.now();
      failingSince ??= now;
      failures += 1;
      strikes = lives ? strikes + 1 : 0;
      if (strikes >= most) throw exhausted(error);
      if (now - Math.max(failingSince, servedAt) >= outage) throw error;
    },
  };
}

/** The model serves others: the fault lies in what was sent. */
function itsOwnFault(problem: Problem, action: 'refused' | 'failed'): ProviderError {
  const { otherwise: _, ...rest } = problem;
  return new ProviderError({ ...rest, action });
}

function exhausted({ problem }: ProviderError): ProviderError {
  return new ProviderError({ ...problem, action: 'failed', message: `${problem.message}, again and again` });
}

/** Exponential with jitter: between half of the step and all of it. */
function backOff(attempts: number, { firstWait, longestWait }: Patience): number {
  const step = Math.min(longestWait, firstWait * 2 ** (attempts - 1));
  return step * (0.5 + Math.random() / 2);
}
