import { describe, expect, it } from '@jest/globals';
import { type PendingActivity, pauseIn } from '../../../client/temporal/pending.ts';

const now = Date.parse('2026-11-28T12:00:00Z');
const shard = (details: unknown): PendingActivity => ({ workflowId: 'w', type: 'answerShard', attempt: 1, details });
const paused = (seconds: number, reason = 'HTTP 429') =>
  shard({ done: 1, total: 2, pause: { until: now + seconds * 1000, reason } });

describe('pauseIn', () => {
  it('tells the pause that ends last, with its reason', () => {
    const pending = [shard({ done: 1, total: 2 }), paused(10, 'HTTP 503'), paused(90)];
    expect(pauseIn(pending, now)).toBe('nothing is asked until 12:01:30 UTC: HTTP 429');
  });

  it.each([
    [[]],
    [[paused(-1)]],
    [[shard(undefined)]],
    [[shard({ pause: 'x' })]],
    [[shard({ pause: { until: 1e300 } })]],
  ])('tells none where there is none: %j', (pending) => {
    expect(pauseIn(pending, now)).toBeUndefined();
  });
});
