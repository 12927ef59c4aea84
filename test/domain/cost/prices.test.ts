import { describe, expect, it } from '@jest/globals';
import { costOf, priceOf, totalsOf } from '../../../domain/cost/prices.ts';
import { specOf } from '../../fakes/samples.ts';

const spec = specOf({
  providers: {
    openai: { currency: 'EUR', prices: { big: { input: 2, output: 8 }, 'ft:big': { input: 3, output: 12 } } },
  },
});

describe('priceOf', () => {
  it('finds the price of a model by its name', () => {
    expect(priceOf(spec, 'openai', 'big')).toEqual({ currency: 'EUR', input: 2, output: 8 });
  });

  it('takes the price of all models tuned from one', () => {
    expect(priceOf(spec, 'openai', 'ft:big:ours::1')).toMatchObject({ input: 3 });
    expect(priceOf(spec, 'openai', 'ft:big')).toMatchObject({ input: 3 });
  });

  it('takes the price of the longest name that fits', () => {
    const prices = { 'ft:big': { input: 3, output: 12 }, 'ft:big:ours': { input: 5, output: 20 } };
    const own = specOf({ providers: { openai: { prices } } });
    expect(priceOf(own, 'openai', 'ft:big:ours::1')).toMatchObject({ input: 5 });
  });

  it.each([
    ['openai', 'big-mini'],
    ['openai', 'ft:big-mini:ours'],
    ['sandbox', 'big'],
    ['nobody', 'big'],
  ])('knows none at %s of %s', (provider, model) => {
    expect(priceOf(spec, provider, model)).toBeUndefined();
  });
});

describe('costOf', () => {
  it('is the price of a million tokens, in proportion', () => {
    expect(costOf(250_000, 2)).toBe(0.5);
  });
});

describe('totalsOf', () => {
  it('never adds one currency to another', () => {
    const costs = [
      { currency: 'USD', amount: 1 },
      { currency: 'EUR', amount: 2 },
      { currency: 'USD', amount: 3 },
    ];
    expect(totalsOf(costs)).toEqual([
      { currency: 'USD', amount: 4 },
      { currency: 'EUR', amount: 2 },
    ]);
  });
});
