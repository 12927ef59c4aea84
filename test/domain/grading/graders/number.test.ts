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
    ['\u20135', -5],
    ['\uff0d5', -5],
    ['-$5', -5],
    ['$-5', -5],
    ['minus 5', -5],
    ['(5)', 5],
    ['(-5).', -5],
    ['$ 5', 5],
    ['\uff11\uff12', 12],
    ['1e3', 1000],
    ['1E-3', 0.001],
    ['Final answer - 5', 5],
    ["Answer: '5'", 5],
    ['5kg', 5],
    ['the 5th', 5],
    ['5-year plan', 5],
    ['50 %', 50],
    ['It is 5, i.e. more than 4. Answer: 5', 5],
    ['...5', 5],
    ['No.5', 5],
    ['5.So it is', 5],
    ['\u2464', 5],
    ['\u066b5', 0.5],
    ['5\u066b5', 5.5],
    ['1\u066c234', 1234],
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
    '- 5',
    'Answer: - 5',
    '--5',
    '2\u00bd',
    '\u00bd',
    '1/2',
    '5 1/2',
    '4*5',
    '4 * 5',
    '5 - 5',
    '5 + 5',
    '4 x 5',
    '3 to 5',
    '4 or 5',
    'Answer: 4 or 5',
    '0x1F',
    '0b101',
    '5\u00b2',
    '5^2',
    'm^-2',
    '10:30',
    "5'11",
    '1 000',
    '1 001',
    '1.234,5',
    '1_000',
    '\u0665',
    '5\u0665',
    '\u06655',
    '5 million',
    '5 and a half',
    '5 thousandths',
    '3 quarters',
    '5 lakh',
    '5k',
    '10bn',
    'B2-3',
    'v2.0',
    'H2O',
    '10am-5pm',
  ])('reads no number from %j', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });

  // Each took minutes where a run of marks or digits could be matched in two ways.
  it.each(['1,111', 'answer ', 'answer:5;', ' ', '.', '1.', '- ', '-', '*', '5*', '(', 'minus ', '5 '])(
    'reads hundreds of kilobytes of %j in one pass',
    (part) => {
      const long = part.repeat(400_000 / part.length);
      for (const text of [`answer${long}is 5`, `5${long}`]) readNumber(text);
    },
  );

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
