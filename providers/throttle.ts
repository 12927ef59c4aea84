import type { Problem } from '../domain/answering/problem.ts';
import { ProviderError } from './port.ts';
import { createAllowance } from './throttle/allowance.ts';
import { createQueue } from './throttle/queue.ts';
import { createSilence, type Pause } from './throttle/silence.ts';
import { longestPause } from './waits.ts';

/** How many calls a provider is asked at once: one for all shards of a process, whatever run they belong to. */
export interface Throttle {
  /**
   * Waits for a place, makes the call, frees the place; a rate-limited call shrinks the limit before it throws.
   * Throws `Stopped` as soon as the signal is given while it waits.
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

/** Lengths of pauses, in milliseconds. */
export interface Pauses {
  /** After the first refusal; doubles with each that follows without a success between. */
  first: number;
  /** Whoever had to pause for longer is blocked. */
  longest: number;
}

const defaultPauses: Pauses = { first: 1000, longest: longestPause };

/** Starts at `concurrency` calls and never exceeds them. */
export function createThrottle(concurrency: number, pauses = defaultPauses): Throttle {
  const callers = new Map<number, number>();
  const leastOfCallers = () => Math.min(...callers.keys());
  const silence = createSilence(pauses.longest);
  const allowance = createAllowance(leastOfCallers, pauses.first);
  const places = () => Math.min(allowance.limit(), leastOfCallers());
  const queue = createQueue({ places, silentFor: silence.left });

  async function attempt<T>(call: () => Promise<T>): Promise<T> {
    const begun = allowance.begin();
    try {
      const result = await call();
      begun.served();
      return result;
    } catch (error) {
      if (!(error instanceof ProviderError) || error.problem.action !== 'throttled') throw error;
      throw new ProviderError(slowDown(error.problem, begun.refused()));
    } finally {
      queue.freePlace();
    }
  }

  /** What a refused call throws: those who would have to wait for too long are blocked. */
  function slowDown(problem: Problem, least: number): Problem {
    const wait = Math.max(problem.waitMilliseconds ?? 0, least);
    if (wait > pauses.longest) return { ...problem, action: 'blocked', until: Date.now() + wait };
    silence.pause(wait, problem.message);
    return problem;
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
          await queue.takePlace(signal);
          return await attempt(call);
        } finally {
          count(concurrency, -1);
          queue.admit();
        }
      },
      pause: silence.pause,
      at,
      get pausing() {
        return silence.now();
      },
      get limit() {
        return Math.floor(Math.min(concurrency, places()));
      },
      get demand() {
        return queue.size();
      },
    };
  }

  return at(concurrency);
}
