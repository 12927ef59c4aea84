import { describe, expect, it } from '@jest/globals';
import { readTimes } from '../../../client/scheduling/times.ts';

const hourly = { every: 3_600_000, timezone: 'Europe/Berlin', jitter: 60_000 };

describe('readTimes', () => {
  it('keeps what is not said', () => {
    expect(readTimes({}, hourly)).toEqual(hourly);
    expect(readTimes({ cron: '0  3 * * *' }, hourly)).toEqual({
      cron: '0 3 * * *',
      timezone: 'Europe/Berlin',
      jitter: 60_000,
    });
  });

  it('takes a jitter away where none is asked for', () => {
    const { jitter: _, ...without } = hourly;
    expect(readTimes({ jitter: '0s' }, hourly)).toEqual(without);
    expect(readTimes({ every: '1h', jitter: '0m' })).toEqual({ every: 3_600_000, timezone: 'UTC' });
  });

  it.each(['0', '-1s', '1.5s', 's'])('refuses a jitter of %s', (jitter) => {
    expect(() => readTimes({ jitter }, hourly)).toThrow(/--jitter .*expected a whole number of s, m, h or d/);
  });
});
