import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AnswerOutcome } from '../../../domain/answer.ts';
import { grade, isNormalisedMatch, normalise } from '../../../domain/grading/grading.ts';

function answered(text: string, cutByLength = false): AnswerOutcome {
  return { outcome: 'answered', text, cutByLength };
}

function scores(text: string, ...targets: string[]) {
  return grade(answered(text), targets)?.scores;
}

describe('grade', () => {
  it('scores the same text as right by every rule', () => {
    expect(scores('The Moon Pool', 'The Moon Pool')).toEqual({ exact: 1, normalised: 1, contains: 1 });
  });

  it('lets letter case and punctuation pass by the normalised rule only', () => {
    expect(scores('THE MOON-POOL.', 'The Moon Pool')).toEqual({ exact: 0, normalised: 1, contains: 1 });
  });

  it('finds the target among other words by the contains rule only', () => {
    expect(scores('It is The Moon Pool by A. Merritt', 'The Moon Pool')).toEqual({
      exact: 0,
      normalised: 0,
      contains: 1,
    });
  });

  it('keeps the best of several targets', () => {
    expect(scores('Clemens', 'Mark Twain', 'Clemens')).toEqual({ exact: 1, normalised: 1, contains: 1 });
  });

  it('says which target was met, and what was compared', () => {
    const graded = grade(answered('mark  TWAIN'), ['Samuel Clemens', 'Mark Twain']);
    expect(graded).toMatchObject({ graded: 'mark twain', explanation: 'equals "Mark Twain"' });
  });

  it('reads yes or no from a wordy answer to a closed question', () => {
    const graded = grade(answered('**Answer:** No. **Reasoning:** Yes, it looks like one, but…'), ['No']);
    expect(graded?.scores).toEqual({ exact: 0, normalised: 1, contains: 1 });
    expect(graded).toMatchObject({ graded: 'no', explanation: 'read as no', unreadable: false });
  });

  it('scores an unreadable answer to a closed question as wrong, and marks it', () => {
    const graded = grade(answered('Hard to tell.'), ['Yes']);
    expect(graded).toMatchObject({ scores: { exact: 0, normalised: 0, contains: 0 }, unreadable: true });
  });

  it('scores a refusal as wrong', () => {
    const graded = grade({ outcome: 'refused', by: 'model', text: 'Yes' }, ['Yes']);
    expect(graded).toMatchObject({ scores: { exact: 0, normalised: 0, contains: 0 }, unreadable: false });
  });

  it('scores an answer cut by length as it is', () => {
    expect(grade(answered('The Moon Pool', true), ['The Moon Pool'])?.scores.exact).toBe(1);
  });

  it('leaves a failure without a score', () => {
    expect(grade({ outcome: 'failed', reason: 'timeout' }, ['Yes'])).toBeUndefined();
  });
});

describe('normalise', () => {
  it.each([
    ['“Alice’s Adventures”', 'alices adventures'],
    ['A.A. Milne', 'a a milne'],
    ['ﬁne ＡＢＣ', 'fine abc'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['C++', 'c++'],
    ['  many\n\tspaces ', 'many spaces'],
    ['a\u200bb\ufeff', 'ab'],
  ])('makes %j to %j', (text, normalised) => {
    expect(normalise(text)).toBe(normalised);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
    );
  });

  it('keeps articles, since initials look like them', () => {
    expect(isNormalisedMatch('Milne', 'A. A. Milne')).toBe(false);
  });
});

describe('the rule contains', () => {
  it.each([
    ['Not at all', 'No'],
    ['The Nobel Prize', 'No'],
    ['Unknown', 'No'],
    ['anything', ''],
    ['anything', '...'],
  ])('does not find in %j the target %j', (text, target) => {
    expect(scores(text, target)?.contains).toBe(0);
  });

  it('finds any text in itself between other words', () => {
    const words = fc.stringMatching(/^[a-z]{1,8}( [a-z]{1,8}){0,3}$/);
    fc.assert(
      fc.property(words, words, words, (before, target, after) => {
        expect(scores(`${before}, ${target.toUpperCase()}! ${after}`, target)?.contains).toBe(1);
      }),
    );
  });
});

describe('isNormalisedMatch', () => {
  it('compares texts of nothing but punctuation exactly', () => {
    expect(isNormalisedMatch('?', '?')).toBe(true);
    expect(isNormalisedMatch('!', '?')).toBe(false);
  });
});
