import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  confusionOf,
  deviationOf,
  kappaInterval,
  linearKappa,
  type RatedPair,
  resampledKappas,
} from '../../../domain/statistics/kappa.ts';

interface Vectors {
  weighted: { labels: number; pairs: [one: number, other: number, weight: number][]; kappa: number }[];
  counted: { table: number[][]; kappa: number }[];
}

const file = new URL('../../fixtures/statistics/kappa-vectors.json', import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

function pairsOf(list: readonly (readonly [one: number, other: number, weight?: number])[]): RatedPair[] {
  return list.map(([one, other, weight = 1], index) => ({ cluster: `c${index}`, one, other, weight }));
}

function expectClose(actual: number | undefined, expected: number): void {
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected) + 1e-15);
}

describe('linearKappa', () => {
  it.each(vectors.weighted)('agrees with scikit-learn on weighted pairs of $labels labels', (one) => {
    expectClose(linearKappa(confusionOf(pairsOf(one.pairs), one.labels)), one.kappa);
  });

  it.each(vectors.counted)('agrees with statsmodels on the table $table', ({ table, kappa }) => {
    expectClose(linearKappa(table), kappa);
  });

  it('is 1 for full agreement, and below 0 for less than chance gives', () => {
    expect(
      linearKappa([
        [3, 0, 0],
        [0, 2, 0],
        [0, 0, 4],
      ]),
    ).toBe(1);
    expect(
      linearKappa([
        [0, 5],
        [5, 0],
      ]),
    ).toBe(-1);
  });

  it('is the same for both raters, and does not depend on the scale of weights', () => {
    const pair = fc.tuple(fc.nat(3), fc.nat(3), fc.integer({ min: 1, max: 9 }));
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1 }), (list) => {
        const kappa = linearKappa(confusionOf(pairsOf(list), 4));
        const turned = list.map(([one, other, weight]) => [other, one, 7 * weight] as const);
        const other = linearKappa(confusionOf(pairsOf(turned), 4));
        if (kappa === undefined) expect(other).toBeUndefined();
        else expect(other).toBeCloseTo(kappa, 10);
      }),
    );
  });

  it('is none when both use one label only, or nothing was rated', () => {
    expect(
      linearKappa([
        [7, 0],
        [0, 0],
      ]),
    ).toBeUndefined();
    expect(
      linearKappa([
        [0, 0],
        [0, 0],
      ]),
    ).toBeUndefined();
  });
});

/** The standard deviation of kappa over all ways to draw as many clusters. */
function enumerated(clusters: readonly RatedPair[][], labels: number): { error: number; kurtosis: number } {
  const kappas: number[] = [];
  for (let draw = 0; draw < clusters.length ** clusters.length; draw++) {
    const drawn = clusters.flatMap(
      (_, place) => clusters[Math.floor(draw / clusters.length ** place) % clusters.length] ?? [],
    );
    const kappa = linearKappa(confusionOf(drawn, labels));
    if (kappa !== undefined) kappas.push(kappa);
  }
  const mean = kappas.reduce((sum, kappa) => sum + kappa, 0) / kappas.length;
  const moment = (power: number) => kappas.reduce((sum, kappa) => sum + (kappa - mean) ** power, 0) / kappas.length;
  return { error: Math.sqrt(moment(2)), kurtosis: moment(4) / moment(2) ** 2 };
}

describe('resampledKappas', () => {
  it('deviate as all resamples there are do, within four Monte Carlo errors', () => {
    const clusters = [
      [
        [0, 0, 2],
        [0, 1, 3],
      ],
      [[1, 1, 1]],
      [
        [2, 2, 1],
        [2, 1, 5],
        [1, 1, 2],
      ],
      [[0, 2, 1]],
      [
        [3, 3, 4],
        [3, 2, 1],
      ],
      [
        [1, 1, 2],
        [0, 0, 2],
      ],
    ].map((list) => pairsOf(list as [number, number, number][]));
    const { error, kurtosis } = enumerated(clusters, 4);
    // Of a standard deviation from n values: error · √((kurtosis − 1) / 4n).
    const monteCarlo = error * Math.sqrt((kurtosis - 1) / (4 * 1999));
    expect(Math.abs(deviationOf(resampledKappas(clusters, 4)) - error)).toBeLessThan(4 * monteCarlo);
    expect(resampledKappas(clusters, 4, 7)).not.toEqual(resampledKappas(clusters, 4));
  });

  it('leaves out those with one label only, which have no kappa', () => {
    const kappas = resampledKappas(
      [[0, 0] as const, [1, 1] as const].map((pair) => pairsOf([pair])),
      2,
    );
    expect(kappas.length).toBeGreaterThan(800);
    expect(kappas.length).toBeLessThan(1200);
    expect(new Set(kappas)).toEqual(new Set([1]));
  });
});

describe('kappaInterval', () => {
  const mixed = Array.from(
    { length: 60 },
    (_, index) => [index % 4, index % 5 === 0 ? (index + 1) % 4 : index % 4] as const,
  );

  it('holds kappa, is wider at a smaller alpha, and always the same', () => {
    const pairs = pairsOf(mixed);
    const kappa = linearKappa(confusionOf(pairs, 4)) ?? Number.NaN;
    const [wide, narrow] = [kappaInterval(pairs, 4, 0.01), kappaInterval(pairs, 4, 0.1)];
    expect(wide?.lower).toBeLessThan(narrow?.lower ?? Number.NaN);
    expect(narrow?.lower).toBeLessThan(kappa);
    expect(narrow?.upper).toBeGreaterThan(kappa);
    expect(kappaInterval(pairs, 4, 0.1)).toEqual(narrow);
  });

  it('knows what can hide behind full agreement', () => {
    const pairs = pairsOf(Array.from({ length: 30 }, (_, index) => [index % 3, index % 3] as const));
    expect(kappaInterval(pairs, 3, 0.05)).toEqual({ lower: 0.05 ** (1 / 30), upper: 1 });
  });

  it('takes answers of one cluster for hardly more than one answer', () => {
    const alone = pairsOf(mixed);
    const fivefold = alone.flatMap((pair) => Array.from({ length: 5 }, () => pair));
    const [one, five] = [kappaInterval(alone, 4, 0.05), kappaInterval(fivefold, 4, 0.05)];
    expect(five?.lower).toBeCloseTo(one?.lower ?? Number.NaN, 10);
  });

  it('is none below ten clusters, or without a kappa', () => {
    expect(kappaInterval(pairsOf(mixed.slice(0, 9)), 4, 0.05)).toBeUndefined();
    expect(kappaInterval(pairsOf(mixed.map(() => [1, 1] as const)), 4, 0.05)).toBeUndefined();
  });
});
