import { describe, expect, it } from '@jest/globals';
import type { Answer, AnswerOutcome } from '../../../domain/answering/answer.ts';
import { gradeSample } from '../../../domain/grading/graded-sample.ts';
import type { Rating } from '../../../domain/grading/rating.ts';
import { openLedger } from '../../../domain/report/ledger.ts';
import { warningsIn } from '../../../domain/report/spoils/said.ts';
import { said, sampleOf } from '../../fakes/samples.ts';

const sample = sampleOf(0);
const usage = { promptTokens: 100, completionTokens: 5 };
const called = (own: Partial<Answer['call']> = {}) => ({ attempts: 1, milliseconds: 5, ...own });

function ledgerOf(...answers: (AnswerOutcome & { model?: string; call: Answer['call'] })[]) {
  const ledger = openLedger({ base: 'm', 'the judge': 'j' });
  for (const answer of answers) {
    ledger.addAnswers(
      gradeSample({ sample, answers: [{ candidate: 'base', answer: { sampleId: sample.id, ...answer } }] }, {}),
    );
  }
  return ledger;
}

const uncountedOf = (...answers: Parameters<typeof ledgerOf>) => ledgerOf(...answers).calls()[0]?.uncounted;

describe('openLedger', () => {
  it('counts replies whose tokens nobody said, and those only', () => {
    expect(uncountedOf({ ...said('yes'), call: called({ usage }) })).toBeUndefined();
    expect(uncountedOf({ ...said('yes'), call: called() }, { ...said('no'), call: called() })).toBe(2);
    expect(uncountedOf({ outcome: 'failed', reason: 'HTTP 500', call: called({ attempts: 8 }) })).toBeUndefined();
    expect(uncountedOf({ ...said('yes'), call: called({ usage, uncounted: 2 }) })).toBe(2);
    expect(uncountedOf({ ...said('yes'), call: called({ reusedFrom: 'run-0' }) })).toBeUndefined();
  });

  it('counts what was thought, among what was said and beside it, where anything was', () => {
    expect(ledgerOf({ ...said('yes'), call: called({ usage }) }).calls()[0]).not.toHaveProperty('reasoningTokens');
    const thought = { ...usage, completionTokens: 700, reasoningTokens: 640 };
    const calls = ledgerOf(
      { ...said('yes'), call: called({ usage }) },
      { ...said('no'), call: called({ usage: thought }) },
    );
    expect(calls.calls()[0]).toMatchObject({ completionTokens: 705, reasoningTokens: 640 });
  });

  it('counts what the provider still knew, where it knew anything', () => {
    const cached = { ...usage, cachedTokens: 64 };
    const calls = ledgerOf(
      { ...said('yes'), call: called({ usage }) },
      { ...said('no'), call: called({ usage: cached }) },
    );
    expect(calls.calls()[0]).toMatchObject({ promptTokens: 200, cachedTokens: 64 });
    expect(ledgerOf({ ...said('yes'), call: called({ usage }) }).calls()[0]).not.toHaveProperty('cachedTokens');
  });

  it('counts small questions that were asked before all others as calls, and tells how many they were', () => {
    const ledger = ledgerOf({ ...said('yes'), model: 'm-1', call: called({ usage }) });
    ledger.addProbes([
      { who: 'base', model: 'm-0', call: called({ usage }) },
      { who: 'base', call: called({ attempts: 2 }) },
      { who: 'nobody', call: called() },
    ]);
    expect(ledger.calls()[0]).toMatchObject({ calls: 4, probes: 3, promptTokens: 200, models: ['m-1'] });
    expect(ledger.calls()[1]).not.toHaveProperty('probes');
  });

  it('counts ratings without tokens, also of replies that were none', () => {
    const ledger = ledgerOf();
    const rating: Rating = { itemId: '1', outcome: 'rated', label: 'Close', reason: '', call: called() };
    const unread: Rating = {
      itemId: '2',
      outcome: 'failed',
      reason: 'reply is not a rating',
      model: 'j',
      call: called(),
    };
    const refused: Rating = {
      itemId: '3',
      outcome: 'failed',
      reason: 'HTTP 400',
      code: 'bad',
      status: 400,
      call: called(),
    };
    ledger.addRatings([rating, unread, refused, refused]);
    expect(ledger.calls()[1]).toMatchObject({ calls: 4, uncounted: 2 });
    expect(ledger.ratings().get('the judge')).toEqual({
      rated: 1,
      failed: 3,
      reasons: [
        { outcome: 'failed', code: 'bad', status: 400, count: 2 },
        { outcome: 'failed', code: 'reply is not a rating', count: 1 },
      ],
    });
  });

  it('keeps the first sentence of the provider to each code, and how often that code came', () => {
    const failed = (code: string, sentence: string) => ({
      outcome: 'failed' as const,
      reason: `HTTP 400, code ${code}`,
      code,
      said: sentence,
      call: called(),
    });
    const ledger = ledgerOf(failed('a', 'no 1'), failed('b', 'never'), failed('b', 'never again'), {
      ...said('x'),
      call: called(),
    });
    expect(ledger.said()).toEqual([
      { who: 'base', code: 'b', count: 2, said: 'never' },
      { who: 'base', code: 'a', count: 1, said: 'no 1' },
    ]);
  });
});

describe('warningsIn', () => {
  it('keeps what is more than the course of a training, once, in a line of at most 200 characters', () => {
    const event = (level: string, message: string) => ({ level, message });
    expect(
      warningsIn([
        event('info', 'Step 1'),
        event('warn', 'skipped 3 examples\n\u001b[2Jwith people'),
        event('warn', 'skipped 3 examples\n\u001b[2Jwith people'),
        event('error', 'x'.repeat(500)),
      ]),
    ).toEqual(['skipped 3 examples [2Jwith people', 'x'.repeat(200)]);
    expect(warningsIn(Array.from({ length: 50 }, (_, n) => event('warning', `${n}`)))).toHaveLength(20);
  });
});
