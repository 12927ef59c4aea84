import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ProviderError } from '../../providers/port.ts';
import { Stopped } from '../../providers/stop.ts';
import { createThrottle, type Throttle } from '../../providers/throttle.ts';

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const throttled = (waitMilliseconds?: number) =>
  new ProviderError({
    action: 'throttled',
    code: '429',
    message: 'HTTP 429',
    ...(waitMilliseconds !== undefined && { waitMilliseconds }),
  });

/** Calls that stay in flight until they are told how to end. */
function calls() {
  const started: { succeed(): void; fail(error: Error): void }[] = [];
  const call = () => new Promise<void>((succeed, fail) => started.push({ succeed, fail }));
  return { call, started };
}

/** Lets everything happen that waits for nothing but promises. */
const settle = () => turn();

const succeed = async () => undefined;

/** A refused call that starts once a pause is over. */
async function refuse(throttle: Throttle, wait?: number): Promise<unknown> {
  const refused = throttle.run(() => Promise.reject(throttled(wait))).catch((error: unknown) => error);
  await jest.advanceTimersByTimeAsync(pauseOf(throttle));
  return refused;
}

/** Of the pause that is under way, in milliseconds. */
const pauseOf = ({ pausing }: Throttle) => (pausing ? pausing.until - Date.now() : 0);

describe('createThrottle', () => {
  it('starts at the configured concurrency and never exceeds it', async () => {
    const throttle = createThrottle(3);
    const { call, started } = calls();
    const all = Array.from({ length: 5 }, () => throttle.run(call));
    await settle();
    expect(started).toHaveLength(3);
    expect(throttle.demand).toBe(5);
    for (let done = 0; done < 5; done++) {
      started[done]?.succeed();
      await settle();
      expect(started.length - done - 1).toBeLessThanOrEqual(3);
    }
    await Promise.all(all);
    expect(throttle.limit).toBe(3);
  });

  it('halves once for all calls that were in flight together', async () => {
    const throttle = createThrottle(8);
    const { call, started } = calls();
    const all = Array.from({ length: 8 }, () => throttle.run(call));
    await settle();
    for (const { fail } of started) fail(throttled());
    await Promise.allSettled(all);
    expect(throttle.limit).toBe(4);
    expect(pauseOf(throttle)).toBe(1000);
  });

  it('halves again for a call that was started afterwards, and never below one', async () => {
    const throttle = createThrottle(8);
    for (let time = 0; time < 5; time++) await refuse(throttle);
    expect(throttle.limit).toBe(1);
  });

  it('starts nothing before the wait that the provider named is over', async () => {
    const throttle = createThrottle(2);
    await refuse(throttle, 30_000);
    const { call, started } = calls();
    const done = throttle.run(call);
    await jest.advanceTimersByTimeAsync(29_999);
    expect(started).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(1);
    started[0]?.succeed();
    await done;
  });

  it('grows back by one for each round of successes', async () => {
    const throttle = createThrottle(8);
    await refuse(throttle);
    expect(throttle.limit).toBe(4);
    await jest.advanceTimersByTimeAsync(1000);
    for (let time = 0; time < 5; time++) await throttle.run(succeed);
    expect(throttle.limit).toBe(5);
  });

  it('keeps its limit when the provider is out of order rather than overasked', async () => {
    const throttle = createThrottle(4);
    await throttle.run(() => Promise.reject(new Error('HTTP 500'))).catch(() => undefined);
    expect(throttle.limit).toBe(4);
    expect(throttle.pausing).toBeUndefined();
  });
});

describe('a pause', () => {
  it.each([undefined, 0, 0.001])(
    'grows while nothing gets through, whatever little wait is named: %p',
    async (wait) => {
      const throttle = createThrottle(2);
      const pauses: number[] = [];
      for (let time = 0; time < 5; time++) {
        await refuse(throttle, wait);
        pauses.push(pauseOf(throttle));
      }
      expect(pauses).toEqual([1000, 2000, 4000, 8000, 16_000]);
    },
  );

  it('begins anew after a success', async () => {
    const throttle = createThrottle(2);
    for (let time = 0; time < 3; time++) await refuse(throttle);
    await jest.advanceTimersByTimeAsync(pauseOf(throttle));
    await throttle.run(succeed);
    await refuse(throttle);
    expect(pauseOf(throttle)).toBe(1000);
  });

  it('is not begun anew by a success of a call that was in flight before', async () => {
    const throttle = createThrottle(2);
    const { call, started } = calls();
    const earlier = throttle.run(call);
    await refuse(throttle);
    started[0]?.succeed();
    await earlier;
    await refuse(throttle);
    expect(pauseOf(throttle)).toBe(2000);
  });

  it('is never longer than ten minutes: who would have to wait for longer is blocked, and told until when', async () => {
    const throttle = createThrottle(1);
    const problems: unknown[] = [];
    const startedAt = Date.now();
    for (let time = 0; time < 11; time++) {
      problems.push(await refuse(throttle));
      expect(pauseOf(throttle)).toBeLessThanOrEqual(600_000);
    }
    expect(problems[9]).toMatchObject({ problem: { action: 'throttled' } });
    expect(problems[10]).toMatchObject({
      problem: { action: 'blocked', message: 'HTTP 429', until: Date.now() + 1_024_000 },
    });
    expect(Date.now() - startedAt).toBe(1_023_000);
  });

  it('tells its reason and its end', async () => {
    const throttle = createThrottle(1);
    throttle.pause(5000, 'HTTP 503');
    throttle.pause(2000, 'HTTP 500');
    expect(throttle.pausing).toEqual({ until: Date.now() + 5000, reason: 'HTTP 503' });
    await jest.advanceTimersByTimeAsync(5000);
    expect(throttle.pausing).toBeUndefined();
  });

  it('ends at once for those who have to stop, and leaves nothing behind', async () => {
    const throttle = createThrottle(1);
    throttle.pause(500_000, 'HTTP 429');
    const stop = new AbortController();
    const waiting = throttle.run(succeed, stop.signal);
    expect(throttle.demand).toBe(1);
    stop.abort();
    await expect(waiting).rejects.toThrow(Stopped);
    expect(throttle.demand).toBe(0);
    expect(jest.getTimerCount()).toBe(0);
    await expect(throttle.run(succeed, stop.signal)).rejects.toThrow(Stopped);
  });

  it('does not end for others', async () => {
    const throttle = createThrottle(1);
    throttle.pause(5000, 'HTTP 429');
    const stop = new AbortController();
    const [stopped, other] = [throttle.run(succeed, stop.signal), throttle.run(async () => 'asked')];
    stop.abort();
    await expect(stopped).rejects.toThrow(Stopped);
    await jest.advanceTimersByTimeAsync(5000);
    await expect(other).resolves.toBe('asked');
  });
});

describe('one throttle of several runs', () => {
  it('holds the least concurrency of those who have calls', async () => {
    const wide = createThrottle(8);
    const narrow = wide.at(2);
    const { call, started } = calls();
    const few = Array.from({ length: 2 }, () => narrow.run(call));
    const many = Array.from({ length: 8 }, () => wide.run(call));
    await settle();
    expect(started).toHaveLength(2);
    for (const { succeed } of started.splice(0)) succeed();
    await Promise.all(few);
    await settle();
    expect(started).toHaveLength(8);
    for (const { succeed } of started) succeed();
    await Promise.all(many);
  });

  it('halves for all', async () => {
    const throttle = createThrottle(8);
    await refuse(throttle.at(4));
    expect(throttle.limit).toBe(2);
    expect(throttle.at(16).pausing).toEqual(throttle.pausing);
  });
});
