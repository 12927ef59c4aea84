import { describe, expect, it } from '@jest/globals';
import type { TrivialAnswers } from '../../../domain/data/dataset.ts';
import { openTrivial } from '../../../domain/data/trivial.ts';

const rowsFrom = (...pairs: [question: string, answer: string][]) =>
  pairs.map(([question, answer]) => ({ question, targets: [answer] }));

const trivialOf = (
  rows: ReturnType<typeof rowsFrom>,
  asked = rows.map(({ question }) => question),
): TrivialAnswers | undefined => {
  const trivial = openTrivial(new Set(asked));
  for (const row of rows) trivial.add(row);
  return trivial.answers();
};

describe('trivial answers', () => {
  it('are the most frequent answer of each wording, and of all', () => {
    const rows = rowsFrom(['Open?', 'No'], ['Open?', 'Yes'], ['Open?', 'Yes'], ['Who?', 'Ann'], ['Why?', 'Ann']);
    expect(trivialOf(rows)).toEqual({
      byQuestion: { 'Open?': 'Yes', 'Who?': 'Ann', 'Why?': 'Ann' },
      otherwise: 'Yes',
    });
  });

  it('are the first of equally frequent answers', () => {
    expect(trivialOf(rowsFrom(['Who?', 'Ben'], ['Who?', 'Ann']))?.otherwise).toBe('Ben');
  });

  it('are kept of the wordings that are asked', () => {
    const rows = rowsFrom(['Who?', 'Ann'], ['Why?', 'So'], ['Why?', 'So']);
    expect(trivialOf(rows, ['Who?', 'Where?'])).toEqual({ byQuestion: { 'Who?': 'Ann' }, otherwise: 'So' });
  });

  it('do not exist without training rows', () => {
    expect(trivialOf([])).toBeUndefined();
  });

  it('survive a wording that is the name of a property of all objects', () => {
    const trivial = trivialOf(rowsFrom(['__proto__', 'Ann']));
    expect(Object.entries(trivial?.byQuestion ?? {})).toEqual([['__proto__', 'Ann']]);
  });
});
