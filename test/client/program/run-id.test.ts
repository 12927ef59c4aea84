import { describe, expect, it } from '@jest/globals';
import { checkRunId, newRunId } from '../../../client/program/run-id.ts';

describe('newRunId', () => {
  it('is the name and the time in UTC', () => {
    expect(newRunId('covers', new Date('2026-11-24T09:30:05.123Z'))).toBe('covers-20261124-093005');
  });

  it('makes ids that are allowed', () => {
    const runId = newRunId('a'.repeat(40), new Date());
    expect(checkRunId(runId)).toBe(runId);
  });
});

describe('checkRunId', () => {
  it.each(['', '../other', 'a/b', '.hidden', 'a b', 'a'.repeat(101)])('refuses %j', (runId) => {
    expect(() => checkRunId(runId)).toThrow(/run id/);
  });
});
