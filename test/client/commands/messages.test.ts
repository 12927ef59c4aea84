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
});
