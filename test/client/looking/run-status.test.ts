import { describe, expect, it } from '@jest/globals';
import { exitCodeOf, type RunStatus } from '../../../client/looking/run-status.ts';

describe('exitCodeOf', () => {
  it.each<[Pick<RunStatus, 'state' | 'failure' | 'verdict'>, number]>([
    [{ state: 'running' }, 0],
    [{ state: 'done', verdict: 'better' }, 0],
    [{ state: 'done', verdict: 'worse' }, 0],
    [{ state: 'trial' }, 0],
    [{ state: 'incomplete' }, 5],
    [{ state: 'cancelled' }, 6],
    [{ state: 'blocked' }, 7],
    [{ state: 'waiting' }, 7],
    [{ state: 'failed', failure: { type: 'NotApproved', message: '' } }, 8],
    [{ state: 'unknown' }, 4],
    [{ state: 'failed', failure: { type: 'BadInput', message: '' } }, 2],
    [{ state: 'failed', failure: { type: 'CannotStart', message: '' } }, 3],
    [{ state: 'failed', failure: { type: 'FineTuningFailed', message: '' } }, 4],
    [{ state: 'failed', failure: { type: 'Unexpected', message: '' } }, 1],
    [{ state: 'failed', failure: { type: 'Terminated', message: '' } }, 4],
  ])('gives %j the code %i', (end, code) => {
    expect(exitCodeOf(end)).toBe(code);
  });
});
