import type { Problem } from '../domain/answering/problem.ts';
import { ProviderError } from './port.ts';
import { Stopped } from './stop.ts';
import { longestPause } from './waits.ts';

/** How many calls a provider is asked at once: one for all shards of a process, whatever run they belong to. */
export interface Throttle {
  /**
   * Waits for a place, makes the call, frees the place; a rate-limited call shrinks the limit before it throws.
   * Throws {@link Stopped} as soon as the signal is given while it waits.
   */
  run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** The provider is out of order: starts nothing for this long. */
  pause(milliseconds: number, reason: string): void;
  /** The pause that is under way. */
  readonly pausing: Pause | undefined;
  /** The same throttle for callers who may have this many calls in flight: the least of those who call holds for all. */
  at(concurrency: number): Throttle;
  readonly limit: number;
  /** Calls in flight and waiting for a place. */
  readonly demand: number;
}

/** Why nothing is asked at the moment. */
export interface Pause {
  /** In milliseconds since 1970. */
  until: number;
  reason: string;
}

/** Lengths of pauses, in milliseconds. */
export interface Pauses {
  /** After the first refusal; doubles with each that follows without a success between. */
  first: number;
  /** Whoever had to pause for longer is blocked. */
  longest: number;
}

const defaultPauses: Pauses = { first: 1000, longest: longestPause };

/** A pause grows no further. */
const hour = 60 * 60_000;

/**
 * Additive increase, multiplicative decrease, as in TCP congestion avoidance. Starts at `concurrency` calls and never
 * exceeds them; calls that were in flight when the limit was halved cannot halve it again.
 */
export function createThrottle(concurrency: number, pauses = defaultPauses): Throttle {
  // Infinite while the provider takes whatever the callers are allowed.
  let limit = Number.POSITIVE_INFINITY;
  let inFlight = 0;
  let round = 0;
  let refusals = 0;
  let silence = { until: 0, reason: '' };
  let waking: NodeJS.Timeout | undefined;
  const queue = new Set<() => void>();
  const callers = new Map<number, number>();

  /** Calls that may be in flight at once. */
  function places(): number {
    return Math.min(limit, ...callers.keys());
  }

  function admit(): void {
    if (remaining() > 0) {
      wakeUp();
      return;
    }
    for (const start of queue) {
      if (inFlight >= Math.floor(places())) return;
      queue.delete(start);
      inFlight += 1;
      start();
    }
  }

  function wakeUp(): void {
    clearTimeout(waking);
    // A timer that nobody waits for would keep a process that wants to end.
    if (queue.size > 0) waking = setTimeout(admit, remaining());
  }

  function remaining(): number {
    return Math.ceil(silence.until - performance.now());
  }

  function pause(milliseconds: number, reason: string): void {
    const until = performance.now() + Math.min(milliseconds, pauses.longest);
    if (until > silence.until) silence = { until, reason };
  }

  /** What a refused call throws: those who would have to wait for too long are blocked. */
  function slowDown(problem: Problem, roundAtStart: number): Problem {
    if (roundAtStart === round) {
      limit = Math.max(1, places() / 2);
      round += 1;
      refusals += 1;
    }
    const least = Math.min(hour, pauses.first * 2 ** (refusals - 1));
    const wait = Math.max(problem.waitMilliseconds ?? 0, least);
    if (wait > pauses.longest) return { ...problem, action: 'blocked', until: Date.now() + wait };
    pause(wait, problem.message);
    return problem;
  }

  function speedUp(roundAtStart: number): void {
    if (roundAtStart === round) refusals = 0;
    // One place more for each full round of successes.
    const grown = limit + 1 / limit;
    limit = grown >= Math.min(...callers.keys()) ? Number.POSITIVE_INFINITY : grown;
  }

  function placeFor(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        queue.delete(start);
        admit();
        reject(new Stopped());
      };
      if (signal?.aborted) return leave();
      signal?.addEventListener('abort', leave, { once: true });
      queue.add(start);
      admit();
    });
  }

  async function attempt<T>(call: () => Promise<T>): Promise<T> {
    const roundAtStart = round;
    try {
      const result = await call();
      speedUp(roundAtStart);
      return result;
    } catch (error) {
      if (!(error instanceof ProviderError) || error.problem.action !== 'throttled') throw error;
      throw new ProviderError(slowDown(error.problem, roundAtStart));
    } finally {
      inFlight -= 1;
    }
  }

  function count(concurrency: number, by: 1 | -1): void {
    const calls = (callers.get(concurrency) ?? 0) + by;
    if (calls > 0) callers.set(concurrency, calls);
    else callers.delete(concurrency);
  }

  function at(concurrency: number): Throttle {
    return {
      async run(call, signal) {
        count(concurrency, 1);
        try {
          await placeFor(signal);
          return await attempt(call);
        } finally {
          count(concurrency, -1);
          admit();
        }
      },
      pause,
      at,
      get pausing() {
        const left = remaining();
        return left > 0 ? { until: Date.now() + left, reason: silence.reason } : undefined;
      },
      get limit() {
        return Math.floor(Math.min(concurrency, places()));
      },
      get demand() {
        return inFlight + queue.size;
      },
    };
  }

  return at(concurrency);
}
