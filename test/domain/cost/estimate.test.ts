import { describe, expect, it } from '@jest/globals';
import { estimateCosts } from '../../../domain/cost/estimate.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { specOf } from '../../fakes/samples.ts';

const prices = { 'base-model': { input: 2, output: 8, training: 20 }, 'ft:base-model': { input: 4, output: 16 } };
const amounts = { train: 500_000, test: { rows: 100, tokens: 250_000 } };

function estimate(own: Partial<RunSpecInput> = {}) {
  return estimateCosts(specOf({ providers: { sandbox: { prices } }, ...own }), amounts);
}

describe('estimateCosts', () => {
  it('tells what an epoch, the questions and the longest answers cost', () => {
    const amountsOf = estimate().map(({ what, cost }) => [what, cost?.amount]);
    expect(amountsOf).toEqual([
      ['training, each epoch', 10],
      ['questions to base', 0.5],
      ['answers of base, at most', 0.24],
      ['questions to tuned', 1],
      ['answers of tuned, at most', 0.48],
    ]);
  });

  it('counts the epochs that are asked for', () => {
    const [training] = estimate({ fineTune: { model: 'base-model', hyperparameters: { epochs: 3 } } });
    expect(training).toEqual({ what: 'training, 3 epochs', cost: { currency: 'USD', amount: 30 } });
  });

  it('counts each time that a question is asked', () => {
    const amountsOf = estimate({ repeats: 3 }).map(({ cost }) => cost?.amount);
    expect(amountsOf.map((amount) => Number(amount?.toFixed(6)))).toEqual([10, 1.5, 0.72, 3, 1.44]);
  });

  it('says which part has no price', () => {
    const costs = estimate({ candidates: { other: { model: 'other-model' } } });
    expect(costs.slice(1)).toEqual([{ what: 'questions to other' }, { what: 'answers of other, at most' }]);
  });

  it('says nothing without any price', () => {
    expect(estimate({ providers: {} })).toEqual([]);
  });
});
