import { describe, expect, it } from '@jest/globals';
import type { AnswerOutcome } from '../../../domain/answering/answer.ts';
import { AnswerTally } from '../../../domain/measuring/answer-tally.ts';
import { said } from '../../fakes/samples.ts';

function tallyOf(...answers: AnswerOutcome[]) {
  const tally = new AnswerTally();
  for (const answer of answers) tally.add(answer);
  return tally.result();
}

const failed = (code?: string): AnswerOutcome => ({
  outcome: 'failed',
  reason: `reason of ${code}`,
  ...(code !== undefined && { code }),
});

describe('AnswerTally', () => {
  it.each(['', ' \n\t', '\u200b\u00ad', '\ufeff', '<think>so much to think of</think>', '<think>never ends'])(
    'takes %j for an empty answer',
    (text) => {
      expect(tallyOf(said(text)).answers).toEqual({ asked: 1, empty: 1, emptyAtLimit: 0 });
    },
  );

  it.each(['0', '-', '.', '?', '🚀', 'ا', '<b></b>'])('takes %j for an answer', (text) => {
    expect(tallyOf(said(text)).answers).toEqual({ asked: 1, empty: 0, emptyAtLimit: 0 });
  });

  it('counts as empty what failed for want of a text, and as cut what a limit cut', () => {
    const { answers } = tallyOf(
      failed('empty-at-limit'),
      failed('only-reasoning'),
      failed('no-text'),
      failed('timeout'),
      { outcome: 'answered', text: '', cutByLength: true },
      { outcome: 'answered', text: 'half an ans', cutByLength: true },
      { outcome: 'refused', by: 'content-filter', text: '' },
    );
    expect(answers).toEqual({ asked: 7, empty: 4, emptyAtLimit: 2 });
  });

  it('sums reasons by outcome and code, the most frequent first; what has no code goes by its reason', () => {
    const refusal: AnswerOutcome = { outcome: 'refused', by: 'model', text: 'No.' };
    const limited: AnswerOutcome = { outcome: 'failed', reason: 'HTTP 429', code: 'slow_down', status: 429 };
    expect(tallyOf(refusal, limited, failed(), limited, said('yes')).reasons).toEqual([
      { outcome: 'failed', code: 'slow_down', status: 429, count: 2 },
      { outcome: 'failed', code: 'reason of undefined', count: 1 },
      { outcome: 'refused', code: 'refusal', count: 1 },
    ]);
  });

  it('lists twenty reasons, and counts the others with their outcome', () => {
    const codes = Array.from({ length: 30 }, (_, index) => failed(`request-${index}`));
    const { reasons = [] } = tallyOf(...codes);
    expect(reasons).toHaveLength(21);
    expect(reasons.at(-1)).toEqual({ outcome: 'failed', code: 'others', count: 10 });
  });

  it('counts the words that end answers and that nobody knows', () => {
    const odd = { ...said('yes'), finishWord: 'done' } as AnswerOutcome;
    expect(tallyOf(odd, odd, said('no')).finishWords).toEqual([{ word: 'done', count: 2 }]);
    expect(tallyOf(said('no'))).not.toHaveProperty('finishWords');
  });
});
