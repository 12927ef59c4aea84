import { describe, expect, it } from '@jest/globals';
import { statusLines } from '../../../client/commands/messages.ts';

describe('statusLines', () => {
  it('tells when the models of a run stop', () => {
    const date = '2100-01-01';
    const shutdowns = [{ provider: 'openai', model: 'gpt-4o', date }];
    const lines = statusLines({ runId: 'run-1', state: 'done', stages: [], work: [], shutdowns });
    expect(lines).toEqual([
      'Run run-1: done',
      expect.stringMatching(/^gpt-4o stops on 2100-01-01, in \d+ days\.$/),
      'Its report: tempera report run-1',
    ]);
  });

  it('says that a retry keeps the spec where that may be what has to be mended', () => {
    const failure = { type: 'CannotStart', message: 'new cannot be asked so.' };
    const lines = statusLines({
      runId: 'run-1',
      state: 'failed',
      failure,
      stage: 'preflight',
      stages: ['preflight'],
      work: [],
    });
    expect(lines.slice(-2)).toEqual([
      'Go on with it: tempera retry run-1 --from answer',
      'A retry keeps the spec as it was; start one that is mended as a new run.',
    ]);
  });
});
