import { setTimeout as sleep } from 'node:timers/promises';
import { ProviderError } from './port.ts';

/** How many calls a provider is asked at once: one for all shards of a process. */
export interface Throttle {
  /** Waits for a place, makes the call, frees the place; a rate-limited call shrinks the limit before it throws. */
  run<T>(call: () => Promise<T>): Promise<T>;
  /** The provider is out of order: starts nothing for this long. */
  pause(milliseconds: number): void;
  readonly limit: number;
  /** Calls in flight and waiting for a place. */
  readonly demand: number;
}

/**
 * Additive increase, multiplicative decrease, as in TCP congestion avoidance. Starts at `concurrency` calls and never
 * exceeds them; calls that were in flight when the limit was halved cannot halve it again.
 */
export function createThrottle(concurrency: number): Throttle {
  let limit = concurrency;
  let inFlight = 0;
  let halvings = 0;
  let silentUntil = 0;
  let waking = false;
  const queue: (() => void)[] = [];

  function admit(): void {
    if (silence() > 0) return void wakeUp();
    while (queue.length > 0 && inFlight < Math.floor(limit)) {
      inFlight += 1;
      queue.shift()?.();
    }
  }

  async function wakeUp(): Promise<void> {
    if (waking) return;
    waking = true;
    for (let wait = silence(); wait > 0; wait = silence()) await sleep(wait);
    waking = false;
    admit();
  }

  function silence(): number {
    return silentUntil - Date.now();
  }

  function pause(milliseconds: number): void {
    silentUntil = Math.max(silentUntil, Date.now() + milliseconds);
  }

  function slowDown(error: unknown, halvingsAtStart: number): void {
    if (!(error instanceof ProviderError) || error.problem.action !== 'throttled') return;
    if (halvingsAtStart === halvings) {
      limit = Math.max(1, limit / 2);
      halvings += 1;
    }
    pause(error.problem.waitMilliseconds ?? 1000);
  }

  async function run<T>(call: () => Promise<T>): Promise<T> {
    await new Promise<void>((resolve) => {
      queue.push(resolve);
      admit();
    });
    const halvingsAtStart = halvings;
    try {
      const result = await call();
      // One place more for each full round of successes.
      limit = Math.min(concurrency, limit + 1 / limit);
      return result;
    } catch (error) {
      slowDown(error, halvingsAtStart);
      throw error;
    } finally {
      inFlight -= 1;
      admit();
    }
  }

  return {
    run,
    pause,
    get limit() {
      return Math.floor(limit);
    },
    get demand() {
      return inFlight + queue.length;
    },
  };
}
