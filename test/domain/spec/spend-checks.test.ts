import { describe, expect, it } from '@jest/globals';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../../domain/spec/run-spec.ts';
import { findContradictions } from '../../../domain/spec/spec-checks.ts';
import { judgeOfTwo } from '../../fakes/samples.ts';

const prices = {
  base: { input: 1, output: 2, training: 3 },
  'ft:base': { input: 1, output: 2 },
  rater: { input: 1, output: 2 },
};
const capped: RunSpecInput = {
  name: 'shelf',
  providers: { sandbox: { prices } },
  data: { source: { train: 'a.parquet', test: 'b.parquet' } },
  fineTune: { model: 'base', hyperparameters: { epochs: 3 } },
  candidates: { base: { model: 'base' }, tuned: { model: 'tuned' } },
  judge: { ...judgeOfTwo, model: 'rater' },
  limits: { spend: 10 },
};
const check = (change: Partial<RunSpecInput>) =>
  findContradictions(RunSpecSchema.parse({ ...capped, ...change }) as RunSpec).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
const without = (...names: string[]) => ({
  providers: {
    sandbox: { prices: Object.fromEntries(Object.entries(prices).filter(([name]) => !names.includes(name))) },
  },
});
const grader = {
  type: 'score_model' as const,
  name: 'close',
  model: 'rater',
  input: [{ role: 'user' as const, content: 'Rate {{sample.output_text}}' }],
  range: [0, 1] as [number, number],
};

describe('checkSpend', () => {
  it('takes a spec in which all that is paid has a price and a bound', () => {
    expect(check({})).toEqual([]);
  });

  it.each([0, -5, Number.NaN, Number.POSITIVE_INFINITY, '10'])('refuses a cap of %j', (spend) => {
    expect(RunSpecSchema.safeParse({ ...capped, limits: { spend } }).success).toBe(false);
  });

  it('names each model that is asked and has no price, and those alone', () => {
    const lacks = (name: string, who: string) =>
      `providers.sandbox.prices.${name}: no price (input and output), and limits.spend counts all that is paid: ${who} is asked`;
    expect(check(without('rater'))).toEqual([lacks('rater', 'the judge')]);
    expect(check(without('ft:base'))).toEqual([lacks('ft:base', 'tuned')]);
    expect(check(without('base'))[0]).toEqual(lacks('base', 'base'));
    expect(check({ ...without('rater'), limits: {} })).toEqual([]);
    const stored = { answers: { file: 'old.jsonl' }, model: 'gone' };
    expect(check({ candidates: { ...capped.candidates, old: stored } })).toEqual([]);
  });

  it('wants a price of the training, and a number of epochs', () => {
    const untrained = { ...prices, base: { input: 1, output: 2 } };
    expect(check({ providers: { sandbox: { prices: untrained } } })).toEqual([
      'providers.sandbox.prices.base: no price (training), and limits.spend counts all that is paid: it is trained',
    ]);
    expect(check({ fineTune: { model: 'base' } })).toEqual([
      'fineTune.hyperparameters.epochs: expected a number with limits.spend: with auto the provider decides what the training costs',
    ]);
  });

  it('wants a bound of what a grader says', () => {
    expect(check({ graders: { close: grader } })).toEqual([
      'graders.close.sampling_params.max_completion_tokens: is needed with limits.spend: nothing else bounds what a reply costs',
    ]);
    const bounded = { ...grader, sampling_params: { max_completion_tokens: 500 } };
    expect(check({ graders: { close: bounded } })).toEqual([]);
  });

  it('refuses prices in two currencies', () => {
    const other = { baseUrl: 'https://host/v1', currency: 'EUR', prices: { rater: prices.rater } };
    expect(check({ providers: { sandbox: { prices }, other } })).toEqual([
      'limits.spend: expected prices in one currency, got USD and EUR',
    ]);
  });
});
