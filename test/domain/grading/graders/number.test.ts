import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { numberGrader, readNumber } from '../../../../domain/grading/graders/number.ts';
import { sampleOf } from '../../../fakes/samples.ts';

describe('readNumber', () => {
  it.each([
    ['1923', 1923],
    ['The book was printed in 1923.', 1923],
    ['It costs $1,234.50 in all', 1234.5],
    ['−5 °C', -5],
    ['about .5 litres', 0.5],
    ['2.5e3 copies', 2500],
    ['Between 3 and 5, so the answer is 4.', 4],
    ['**Answer:** 1,000 — not 999', 1000],
    ['twenty-5', 5],
    ['42, I repeat: 42.0', 42],
    ['5 m² of B2B', 5],
  ])('reads %j as %d', (text, number) => {
    expect(readNumber(text)).toBe(number);
  });

  it.each([
    '',
    'none',
    '3-5',
    '1923-05-01',
    '12,5',
    '1,23,456',
    '1999,2000',
    '1.2.3',
    'Answer: 3. Answer: 4',
    'B2B',
    '9e999',
  ])('reads no number from %j', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });

  it('takes no longer for a long answer than its length allows', () => {
    const startedAt = performance.now();
    expect(readNumber(`${'1,111'.repeat(40_000)},`)).toBeUndefined();
    expect(readNumber(`answer${' '.repeat(100_000)}is 5${',1'.repeat(50_000)}`)).toBeUndefined();
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it('reads back any number that is written', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(readNumber(`It is ${number}.`)).toBe(number === 0 ? 0 : number);
      }),
    );
  });
});

describe('numberGrader', () => {
  const scoreOf = (text: string, targets: string[], tolerance = 0, relative = false) =>
    numberGrader({ type: 'number', tolerance, relative }).score(text, sampleOf(0, { targets }));

  it.each([
    ['1.1', '1', 0.1, 1],
    ['1.11', '1', 0.1, 0],
    ['-1', '1', 0.1, 0],
    ['1923', '1923', 0, 1],
  ])('scores %j for the target %j within %d as %d', (text, target, tolerance, score) => {
    expect(scoreOf(text, [target], tolerance).score).toBe(score);
  });

  it('takes a relative tolerance as a share of the target', () => {
    expect(scoreOf('105', ['100'], 0.05, true).score).toBe(1);
    expect(scoreOf('106', ['100'], 0.05, true).score).toBe(0);
    expect(scoreOf('-95', ['-100'], 0.05, true).score).toBe(1);
  });

  it('keeps the best of several targets, and says what it compared', () => {
    expect(scoreOf('7', ['no number', '3', '7'])).toEqual({
      score: 1,
      explanation: 'read as 7, within 0 of 7',
      unreadable: false,
    });
  });

  it('scores an unreadable answer as wrong, and marks it', () => {
    expect(scoreOf('some', ['7'])).toMatchObject({ score: 0, unreadable: true });
  });

  it('applies where a target holds a number', () => {
    const grader = numberGrader({ type: 'number', tolerance: 0, relative: false });
    expect([['7'], ['seven'], ['seven', '7']].map((targets) => grader.applies(sampleOf(0, { targets })))).toEqual([
      true,
      false,
      true,
    ]);
  });
});
