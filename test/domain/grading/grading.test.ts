import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { AnswerOutcome } from '../../../domain/answering/answer.ts';
import { grade, isNormalisedMatch, normalise } from '../../../domain/grading/grading.ts';
import { anyText } from '../../fakes/any-text.ts';

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
    ['-5', '-5'],
    ['\u22125', '-5'],
    ['\u20135 \u00b0C', '-5 °c'],
    ['(-$5)', '-$5'],
    ['5\u00b2', '5^2'],
    ['10\u207b\u2075', '10^-5'],
    ['2\u00bd', '2 1/2'],
    ['5\u2082', '5 2'],
    ['5\u2460', '5 1'],
    ['H\u2082O', 'h2o'],
    ['5\u2103', '5°c'],
    ['C#', 'c#'],
    ['C#, #1 of issue#5', 'c# 1 of issue 5'],
    ['1990\u20131995', '1990-1995'],
    ['COVID\u201119, Catch-22', 'covid 19 catch 22'],
    [`5'11"`, "5'11"],
    ['a \u2212 b - c', 'a b c'],
    ['.5', '.5'],
    ['Vol.5 ...6', 'vol 5 6'],
  ])('makes %j to %j', (text, normalised) => {
    expect(normalise(text)).toBe(normalised);
  });

  it('makes no number another one', () => {
    const numbers = [
      '5',
      '-5',
      '52',
      '5.2',
      '5/2',
      '5,2',
      '5\u00b2',
      '\u00bd',
      '2\u00bd',
      '2.5',
      '25',
      '.5',
      '-.5',
      '5:2',
      '5-2',
      '$5',
      '-$5',
    ];
    expect(new Set(numbers.map(normalise)).size).toBe(numbers.length);
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
    fc.assert(fc.property(number, number, (a, b) => expect(isNormalisedMatch(a, b)).toBe(a === b)));
  });

  it('takes signs alike, whatever their code points', () => {
    const signs = ['-', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\ufe63', '\uff0d'];
    expect(new Set(signs.map((sign) => normalise(`${sign}5`)))).toEqual(new Set(['-5']));
  });

  it('changes nothing the second time', () => {
    const marks = fc.string({
      unit: fc.constantFrom(...`5a#-+.,'’$ ^/\u00b2\u2082\u00bd\u2212\u2013\u200b)\u0301\u2460\u2103`),
    });
    fc.assert(
      fc.property(fc.oneof(anyText, marks), (text) => {
        expect(normalise(normalise(text))).toBe(normalise(text));
      }),
      { numRuns: 500 },
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
