import { describe, expect, it } from '@jest/globals';
import { heartbeat } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import { reporting } from '../../activities/failures.ts';
import type { Problem } from '../../domain/answering/problem.ts';
import { unreadable } from '../../providers/classify.ts';
import { ProviderError } from '../../providers/port.ts';

/** Makes attempts that end with these problems, each of which hears what the one before has said last. */
async function attempts(problems: readonly Problem[], beat: object = { done: 0, total: 1 }): Promise<unknown[]> {
  const types: unknown[] = [];
  let heartbeatDetails: unknown;
  for (const [index, problem] of problems.entries()) {
    const environment = new MockActivityEnvironment({ attempt: index + 1, heartbeatDetails });
    environment.on('heartbeat', (details: unknown) => {
      heartbeatDetails = details;
    });
    const work = async () => {
      heartbeat(beat);
      throw new ProviderError(problem);
    };
    types.push(await environment.run(() => reporting(work)).catch((error: { type: string }) => error.type));
  }
  return types;
}

const outage: Problem = { action: 'retry', code: '502', status: 502, message: 'HTTP 502' };

describe('reporting', () => {
  it('repeats what could not be read, and is blocked by the third response in a row', async () => {
    const types = await attempts([unreadable(), unreadable('data'), unreadable()]);
    expect(types).toEqual(['ProviderUnavailable', 'ProviderUnavailable', 'Blocked']);
  });

  it('counts no further than what was readable, or an outage, in between', async () => {
    const types = await attempts([unreadable(), unreadable(), outage, unreadable(), unreadable()]);
    expect(new Set(types)).toEqual(new Set(['ProviderUnavailable']));
  });

  it('repeats an outage without an end', async () => {
    expect(new Set(await attempts(Array.from({ length: 20 }, () => outage)))).toEqual(new Set(['ProviderUnavailable']));
  });

  it('keeps what an attempt has to tell the next one', async () => {
    const environment = new MockActivityEnvironment({ heartbeatDetails: { namelessSince: 7, unread: 1 } });
    const told: unknown[] = [];
    environment.on('heartbeat', (details: unknown) => told.push(details));
    const work = () => reporting(() => Promise.reject(new ProviderError(unreadable())));
    await expect(environment.run(work)).rejects.toMatchObject({ type: 'ProviderUnavailable' });
    expect(told).toEqual([{ namelessSince: 7, unread: 2 }]);
  });
});
