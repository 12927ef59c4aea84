import { describe, expect, it } from '@jest/globals';
import { costText, withCosts } from '../../../domain/cost/costs.ts';
import type { Calls, Execution } from '../../../domain/report/report-schema.ts';
import type { RunSpec } from '../../../domain/spec/run-spec.ts';
import { judgeOfTwo, specOf } from '../../fakes/samples.ts';

function account(who: string, model: string, own: Partial<Calls> = {}): Calls {
  return {
    who,
    model,
    models: [],
    fingerprints: [],
    calls: 10,
    reused: 0,
    promptTokens: 1e6,
    completionTokens: 1e5,
    ...own,
  };
}

const execution: Execution = {
  run: 'run-1',
  revision: 1,
  finishedAt: '2026-11-24T12:00:00.000Z',
  machine: 'm',
  looks: { images: 40, times: 0, runs: 0, candidates: 0, latest: [] },
  calls: [account('base', 'base-model'), account('tuned', 'ft:base-model:x'), account('the judge', 'judge-model')],
  tuned: { jobId: 'job', model: 'ft:base-model:x', trainedTokens: 2e6 },
};

function pricedSpec(prices: RunSpec['providers'][string]['prices']): RunSpec {
  return specOf({ judge: judgeOfTwo, providers: { sandbox: { prices } } });
}

const prices = {
  'base-model': { input: 2, output: 10, training: 25 },
  'ft:base-model': { input: 4, output: 20 },
  'judge-model': { input: 1, output: 5 },
};

describe('withCosts', () => {
  it('prices calls, training and their sum', () => {
    const priced = withCosts(execution, pricedSpec(prices));
    expect(priced.calls.map(({ cost }) => cost?.amount)).toEqual([3, 6, 1.5]);
    expect(priced.tuned?.cost).toEqual({ currency: 'USD', amount: 50 });
    expect(priced.cost).toEqual({ totals: [{ currency: 'USD', amount: 60.5 }], unpriced: [] });
  });

  it('prices tokens that the provider still knew by their own price, and without one as others', () => {
    const calls = [account('base', 'base-model', { cachedTokens: 4e5 })];
    const costWith = (cached?: number) =>
      withCosts(
        { ...execution, calls, tuned: undefined },
        pricedSpec({ 'base-model': { input: 2, cached, output: 10 } }),
      ).cost?.totals;
    expect(costWith(0.5)).toEqual([{ currency: 'USD', amount: expect.closeTo(1.2 + 0.2 + 1) }]);
    expect(costWith(0)).toEqual([{ currency: 'USD', amount: expect.closeTo(1.2 + 1) }]);
    expect(costWith()).toEqual([{ currency: 'USD', amount: expect.closeTo(3) }]);
  });

  it('names what was paid and has no price', () => {
    const priced = withCosts(execution, pricedSpec({ 'base-model': { input: 2, output: 10 } }));
    const unpriced = ['ft:base-model:x at sandbox', 'judge-model at sandbox', 'training of base-model'];
    expect(priced.cost).toEqual({ totals: [{ currency: 'USD', amount: 3 }], unpriced });
  });

  it('says of how many calls, and whether of the training, nobody knows the cost', () => {
    const half = account('base', 'base-model', { promptTokens: 5e5, uncounted: 5 });
    const untold = { ...execution, calls: [half, account('the judge', 'unpriced', { uncounted: 3 })] };
    const priced = withCosts({ ...untold, tuned: { jobId: 'job', model: 'x' } }, pricedSpec(prices));
    expect(priced.cost).toEqual({
      totals: [{ currency: 'USD', amount: 2 }],
      unpriced: ['unpriced at sandbox'],
      uncounted: { calls: 5, training: true },
    });
    expect(costText(priced)).toBe(
      '2.00\u00a0USD at the prices of the spec; cost unknown for 5 calls and the training, since the provider did not say the tokens; no price given for unpriced at sandbox',
    );
    const one = withCosts({ ...untold, calls: [{ ...half, uncounted: 1 }], tuned: undefined }, pricedSpec(prices));
    expect(costText(one)).toContain('cost unknown for 1 call, since');
  });

  it('counts nothing for what was taken over', () => {
    const reused = { calls: 0, reused: 10, promptTokens: 0, completionTokens: 0 };
    const taken = {
      ...execution,
      calls: [account('base', 'base-model', reused), account('tuned', 'unpriced', reused)],
      tuned: { jobId: 'job', model: 'x', trainedTokens: 2e6, reusedFrom: 'run-0' },
    };
    expect(withCosts(taken, pricedSpec(prices)).cost).toEqual({
      totals: [{ currency: 'USD', amount: 0 }],
      unpriced: [],
    });
  });

  it('says nothing when the spec names no price', () => {
    expect(withCosts(execution, specOf())).toEqual(execution);
  });
});

describe('costText', () => {
  it('tells the sum and what is not in it', () => {
    const cost = { totals: [{ currency: 'USD', amount: 12.4 }], unpriced: ['other at openai'] };
    expect(costText({ ...execution, cost })).toBe(
      '12.40\u00a0USD at the prices of the spec; no price given for other at openai',
    );
  });

  it('is undefined without prices', () => {
    expect(costText(execution)).toBeUndefined();
  });
});
