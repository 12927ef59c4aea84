import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ProviderError } from '../../providers/port.ts';
import { createThrottle } from '../../providers/throttle.ts';

const throttled = (waitMilliseconds = 1) =>
  new ProviderError({ action: 'throttled', code: '429', message: 'HTTP 429', waitMilliseconds });

/** Calls that stay in flight until they are told how to end. */
function calls() {
  const started: { succeed(): void; fail(error: Error): void }[] = [];
  const call = () => new Promise<void>((succeed, fail) => started.push({ succeed, fail }));
  return { call, started };
}

/** Lets everything happen that waits for nothing but promises. */
const settle = () => sleep(0);

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
  });

  it('halves again for a call that was started afterwards, and never below one', async () => {
    const throttle = createThrottle(8);
    for (let time = 0; time < 5; time++) {
      await throttle.run(() => Promise.reject(throttled())).catch(() => undefined);
    }
    expect(throttle.limit).toBe(1);
  });

  it('starts nothing before the wait that the provider named is over', async () => {
    const throttle = createThrottle(2);
    const failed = throttle.run(() => Promise.reject(throttled(30)));
    await failed.catch(() => undefined);
    const since = Date.now();
    await throttle.run(async () => undefined);
    expect(Date.now() - since).toBeGreaterThanOrEqual(29);
  });

  it('grows back by one for each round of successes', async () => {
    const throttle = createThrottle(8);
    await throttle.run(() => Promise.reject(throttled())).catch(() => undefined);
    expect(throttle.limit).toBe(4);
    for (let time = 0; time < 5; time++) await throttle.run(async () => undefined);
    expect(throttle.limit).toBe(5);
  });

  it('keeps its limit when the provider is out of order rather than overasked', async () => {
    const throttle = createThrottle(4);
    await throttle.run(() => Promise.reject(new Error('HTTP 500'))).catch(() => undefined);
    throttle.pause(1);
    await throttle.run(async () => undefined);
    expect(throttle.limit).toBe(4);
  });
});
