import { describe, expect, it } from '@jest/globals';
import { trivialAnswers } from '../../../domain/data/trivial.ts';

const rowsFrom = (...pairs: [question: string, answer: string][]) =>
  pairs.map(([question, answer]) => ({ question, targets: [answer] }));

describe('trivialAnswers', () => {
  it('are the most frequent answer of each wording, and of all', () => {
    const rows = rowsFrom(['Open?', 'No'], ['Open?', 'Yes'], ['Open?', 'Yes'], ['Who?', 'Ann'], ['Why?', 'Ann']);
    expect(trivialAnswers(rows)).toEqual({
      byQuestion: { 'Open?': 'Yes', 'Who?': 'Ann', 'Why?': 'Ann' },
      otherwise: 'Yes',
    });
  });

  it('are the first of equally frequent answers', () => {
    expect(trivialAnswers(rowsFrom(['Who?', 'Ben'], ['Who?', 'Ann']))?.otherwise).toBe('Ben');
  });

  it('do not exist without training rows', () => {
    expect(trivialAnswers([])).toBeUndefined();
  });

  it('survive a wording that is the name of a property of all objects', () => {
    const trivial = trivialAnswers(rowsFrom(['__proto__', 'Ann']));
    expect(Object.entries(trivial?.byQuestion ?? {})).toEqual([['__proto__', 'Ann']]);
  });
});
