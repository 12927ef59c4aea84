import { describe, expect, it } from '@jest/globals';
import { daysLeft, shutdownText, stopsSoon, stopsTooSoon } from '../../../domain/models/shutdown.ts';

const hour = 60 * 60 * 1000;
const now = Date.parse('2026-11-28T00:00:00Z');
const on = (date: string) => ({ provider: 'openai', model: 'gpt-5-mini', date });

describe('a model that stops', () => {
  it('stops too soon for a run that may take until then twice over', () => {
    expect(stopsTooSoon(on('2026-11-29'), now, 12 * hour)).toBe(false);
    expect(stopsTooSoon(on('2026-11-29'), now, 12 * hour + 1)).toBe(true);
    expect(stopsTooSoon(on('2026-11-01'), now, 0)).toBe(true);
  });

  it('is warned of within 90 days, the last of them included', () => {
    expect([on('2027-02-25'), on('2027-02-26')].map((shutdown) => stopsSoon(shutdown, now))).toEqual([true, false]);
    expect(daysLeft(on('2026-12-11'), now)).toBe(13);
  });

  it('is told with the days that are left', () => {
    expect(shutdownText(on('2026-12-11'), now)).toBe('gpt-5-mini stops on 2026-12-11, in 13 days');
    expect(shutdownText(on('2026-11-29'), now)).toBe('gpt-5-mini stops on 2026-11-29, in 1 day');
    expect(shutdownText(on('2026-11-01'), now)).toBe('gpt-5-mini stops on 2026-11-01, now');
  });

  it('on a day that nobody can read stops nothing', () => {
    const unread = on('soon');
    expect([stopsTooSoon(unread, now, hour), stopsSoon(unread, now)]).toEqual([false, false]);
    expect(shutdownText(unread, now)).toBe('gpt-5-mini stops on soon');
  });
});
