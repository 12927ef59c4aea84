import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CandidateFacts, openTally, outcomeOfCapture } from '../../../domain/capture/capture.ts';
import type { CapturedAnswer } from '../../../domain/capture/captured-answer.ts';
import { noticeOfModels } from '../../../domain/capture/notice-of-models.ts';

const facts: CandidateFacts = { name: 'old', model: 'ft:old', provider: 'openai', images: true, examples: false };
const answered = (own: Partial<CapturedAnswer> = {}): CapturedAnswer => ({
  id: 'test-0',
  question: 'Which?',
  images: [],
  question_hash: 'h',
  targets: [],
  candidate: 'old',
  model: 'ft:old',
  parameters: {},
  repeat: 1,
  outcome: 'answered',
  text: 'so',
  ...own,
});
const tallyOf = (answers: readonly (CapturedAnswer | undefined)[], own: Partial<CandidateFacts> = {}) => {
  const tally = openTally([{ ...facts, ...own }]);
  for (const answer of answers) tally.add('old', answer);
  return tally.result();
};
const limits = { failedSamples: 0.25 };

describe('openTally', () => {
  it('accounts for all that was asked', () => {
    const outcome = fc.constantFrom('answered', 'refused', 'failed', undefined);
    fc.assert(
      fc.property(fc.array(outcome), (outcomes) => {
        const [told] = tallyOf(outcomes.map((outcome) => outcome && answered({ outcome })));
        const { asked = -1, answered: said = 0, refused = 0, failed = 0, missing = 0 } = told ?? {};
        expect(asked).toBe(outcomes.length);
        expect(said + refused + failed + missing).toBe(asked);
      }),
    );
  });

  it('sums tokens, names who answered, when, and why not', () => {
    const [told] = tallyOf([
      answered({ asked_at: '2026-12-01T09:00:02Z', resolved_model: 'b', prompt_tokens: 5, completion_tokens: 2 }),
      answered({ asked_at: '2026-12-01T09:00:01Z', resolved_model: 'a', prompt_tokens: 5, reasoning_tokens: 1 }),
      answered({ outcome: 'failed', code: 'timeout' }),
      answered({ reused_from: 'run-0' }),
    ]);
    expect(told).toMatchObject({
      resolvedModels: ['a', 'b'],
      promptTokens: 10,
      completionTokens: 2,
      reasoningTokens: 1,
      reused: 1,
      firstAskedAt: '2026-12-01T09:00:01Z',
      lastAskedAt: '2026-12-01T09:00:02Z',
      reasons: [{ outcome: 'failed', code: 'timeout', count: 1 }],
    });
  });
});

describe('outcomeOfCapture', () => {
  const four = (...own: Partial<CapturedAnswer>[]) =>
    tallyOf([...own.map(answered), ...Array(4 - own.length).fill(answered())]);

  it.each([
    ['all is answered', four(), 'done'],
    ['as much failed as may', four({ outcome: 'failed' }), 'done'],
    ['refusals are answers of the model', four({ outcome: 'refused' }, { outcome: 'refused' }), 'done'],
    ['more failed', four({ outcome: 'failed' }, { outcome: 'failed' }), 'incomplete'],
    ['more is missing', tallyOf([undefined, undefined, answered(), answered()]), 'incomplete'],
    ['nothing is answered', four(...Array(4).fill({ outcome: 'refused' })), 'incomplete'],
    ['a model is gone', tallyOf([answered()], { gone: 'HTTP 404' }), 'incomplete'],
  ])('when %s', (_, candidates, outcome) => {
    expect(outcomeOfCapture(candidates, limits, false)).toBe(outcome);
    expect(outcomeOfCapture(candidates, limits, true)).toBe(outcome === 'done' ? 'trial' : outcome);
  });
});

describe('noticeOfModels', () => {
  const now = Date.parse('2026-12-01T12:00:00Z');

  it('names what is gone and what dies, each once, and says nothing of the others', () => {
    const shutdown = { provider: 'openai', model: 'gpt-4o', date: '2027-01-14' };
    const models = [
      { candidate: 'base' },
      { candidate: 'old', shutdown },
      { candidate: 'without-images', shutdown },
      { candidate: 'older', gone: 'HTTP 404' },
    ];
    expect(noticeOfModels(models, now)).toBe(
      'gpt-4o stops on 2027-01-14, in 43 days. older cannot be asked: HTTP 404.',
    );
    expect(noticeOfModels([{ candidate: 'base' }], now)).toBeUndefined();
  });
});
