import { describe, expect, it } from '@jest/globals';
import { agreements } from '../../bench/simulate/agreement.ts';
import { type Cell, cells, kindOf } from '../../bench/simulate/cells.ts';
import { averagesOf, disagreeing, failuresOf } from '../../bench/simulate/limits.ts';
import { type CellResult, type Shares, simulate } from '../../bench/simulate/simulate.ts';

describe('agreements', () => {
  it.each(agreements())('is within 1e-9 of $reference: $formula', ({ largest }) => {
    expect(largest).toBeLessThanOrEqual(1e-9);
  });
});

function cellWith(wanted: Partial<Cell>): Cell {
  const found = cells.find((cell) =>
    Object.entries(wanted).every(([name, value]) => String(cell[name as keyof Cell]) === String(value)),
  );
  if (!found) throw new Error(`no cell ${JSON.stringify(wanted)}`);
  return found;
}

describe('simulate', () => {
  const cell = cellWith({ images: 60, questions: [5], correlation: 0.95, discordant: 0.25 });

  it('gives the same result each time', () => {
    expect(simulate(cell, 50)).toEqual(simulate(cell, 50));
  });

  it('draws differences of the correlation that it says', () => {
    const alike = simulate(cell, 300);
    expect(alike.rejectedByMcNemar).toBeGreaterThan(0.2);
    expect(alike.at[0]?.['no difference'].rejected).toBeLessThan(0.1);
  });

  // A few of the cells, those in which one broken rule or other shows: no floor, a floor by the number of images, t as if
  // all images weighed the same, no skewness, a floor that never fades.
  it.each([
    { images: 10, questions: [1], correlation: 0, discordant: 0.05 },
    { images: 20, questions: [1], correlation: 0, discordant: 0.25 },
    { images: 60, questions: [3], correlation: 0.6, discordant: 0.25 },
    { images: 20, questions: [1, 3, 9], correlation: 0.6, discordant: 0.25 },
    { images: 20, questions: [1, 1, 1, 1, 1, 1, 1, 1, 1, 20], correlation: 0.95, discordant: 0.25 },
    { images: 60, questions: [1, 1, 1, 1, 1, 1, 1, 1, 1, 20], correlation: 0.95, discordant: 0.25 },
    { images: 60, questions: [1, 1, 1, 1, 1, 1, 1, 1, 1, 20], correlation: 0, discordant: 0.25 },
    { images: 60, questions: [3], correlation: 0.3, discordant: 0.25, scores: 'quarters' as const },
  ])('keeps to the limits: %j', (wanted) => {
    expect(failuresOf(simulate(cellWith(wanted), 800), 3)).toEqual([]);
  });

  it('never lets p be at most alpha beside an interval over 0', () => {
    for (const { shares } of averagesOf(cells.map((each) => simulate(each, 10)))) expect(shares.onlyTest).toBe(0);
  });

  it('finds no less than the interval of 0.1.0 where images are equal', () => {
    const equal = cells.filter((cell) => kindOf(cell) === 'equal images');
    for (const { shares } of averagesOf(equal.map((each) => simulate(each, 40)))) {
      expect(shares.better).toBeGreaterThanOrEqual(shares.betterBefore);
    }
  });
});

describe('disagreeing', () => {
  const shares = {
    rejected: 0,
    covered: 1,
    equivalent: 0,
    better: 0,
    betterBefore: 0,
    onlyTest: 0.006,
    onlyInterval: 0,
  };
  const average = { scenario: 'one way', alpha: 0.05, shares } as const;

  it('names what has p at most alpha beside an interval over 0 too often, of whatever images and scores', () => {
    const kinds = ['equal images', 'unequal images', 'scores in quarters'] as const;
    const often = kinds.map((kind) => ({ ...average, kind }));
    const rare = often.map((one) => ({ ...one, shares: { ...shares, onlyTest: 0.005 } }));
    expect(disagreeing([...often, ...rare])).toEqual(often);
  });
});

describe('failuresOf', () => {
  const fine: Shares = {
    rejected: 0.01,
    covered: 0.99,
    equivalent: 0,
    better: 0,
    betterBefore: 0,
    onlyTest: 0,
    onlyInterval: 0,
  };
  const resultWith = (shares: Partial<Shares>): CellResult => {
    const [wide, narrow] = [{ ...fine, covered: 0.95 }, fine];
    return {
      cell: cellWith({ images: 60, questions: [1], correlation: 0, discordant: 0.25 }),
      repetitions: 10_000,
      rejectedByMcNemar: 0,
      at: [
        { 'no difference': { ...wide, ...shares }, '70/30': wide, 'one way': wide },
        { 'no difference': narrow, '70/30': narrow, 'one way': narrow },
      ],
    };
  };

  it.each([
    [{}, []],
    [{ rejected: 0.056 }, ['rejected above 5.5 %']],
    [{ covered: 0.97 }, ['coverage above 96.5 %']],
    [{ covered: 0.93 }, ['coverage below 93.5 %']],
  ])('names what a cell does not keep to: %j', (shares, failures) => {
    expect(failuresOf(resultWith(shares), 0)).toEqual(failures);
  });

  it('holds the smaller alpha to smaller limits', () => {
    const { at, ...result } = resultWith({});
    const [wide, narrow] = at;
    if (!wide || !narrow) throw new Error('no shares');
    const tooOften = { ...narrow, 'one way': { ...fine, equivalent: 0.02 } };
    expect(failuresOf({ ...result, at: [wide, tooOften] }, 0)).toEqual(['equivalent above 1.625 % (one way)']);
  });

  it('lets pass what few repetitions may err', () => {
    expect(failuresOf({ ...resultWith({ covered: 0.93 }), repetitions: 500 }, 3)).toEqual([]);
  });
});
