import { describe, expect, it } from '@jest/globals';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { primaryRuleOf, ruleChange } from '../../../domain/verdict/primary-rule.ts';
import { specOf } from '../../fakes/samples.ts';

const verdict = { compare: 'tuned', against: 'base' };
const data = {
  source: { test: 'test.parquet' },
  slices: { type: [{ name: 'Title', questions: ['Title?'] }, { name: 'Other' }] },
};
const ruleOf = (own: Partial<RunSpecInput> = {}) =>
  primaryRuleOf(specOf({ verdict, data, ...own }), (name) => `model-${name}`);

describe('primaryRuleOf', () => {
  it('speaks of models, not about what candidates are called', () => {
    expect(ruleOf()).toEqual([
      'model-tuned against model-base',
      'by normalised',
      'minimum effect 0.03',
      'alpha 0.05',
      'better demanded',
    ]);
  });

  it('is none without a verdict', () => {
    expect(ruleOf({ verdict: undefined })).toBeUndefined();
  });

  it.each<[string, Partial<RunSpecInput>]>([
    ['the pair', { verdict: { compare: 'base', against: 'tuned' } }],
    ['the metric', { verdict: { ...verdict, metric: 'exact' } }],
    ['the slice', { verdict: { ...verdict, slice: { answer: 'open' } } }],
    ['the minimum effect', { verdict: { ...verdict, minimumEffect: 0.01 } }],
    ['the margin', { verdict: { ...verdict, margin: 0.02 } }],
    ['alpha', { verdict: { ...verdict, alpha: 0.1 } }],
    ['the number of comparisons', { comparisons: [{ compare: 'base', against: 'tuned', metric: 'exact' }] }],
    ['the demand', { verdict: { ...verdict, demand: 'equivalent' } }],
    [
      'what a candidate is shown',
      { candidates: { base: { model: 'base-model' }, tuned: { model: 'tuned', examples: false } } },
    ],
  ])('differs with %s', (_, own) => {
    expect(ruleOf(own)).not.toEqual(ruleOf());
  });

  it('differs with what a slice means, and not with what is not used', () => {
    const sliced = { verdict: { ...verdict, slice: { type: 'Title' } } };
    const other = { ...data, slices: { type: [{ name: 'Title', questions: ['What?'] }] } };
    expect(ruleOf({ ...sliced, data: other })).not.toEqual(ruleOf(sliced));
    expect(ruleOf({ data: other })).toEqual(ruleOf());
  });

  it('does not depend on the order of keys', () => {
    const one = { verdict: { ...verdict, slice: { answer: 'open', type: 'Title' } } };
    const other = { verdict: { ...verdict, slice: { type: 'Title', answer: 'open' } } };
    expect(ruleOf(one)).toEqual(ruleOf(other));
  });
});

describe('ruleChange', () => {
  const by = (own: Partial<typeof verdict> & { metric?: string; slice?: Record<string, string> }) =>
    ruleOf({ verdict: { ...verdict, ...own } }) ?? [];

  it('says what one rule has and the other has not', () => {
    expect(ruleChange(by({ metric: 'exact' }), by({}))).toBe('by exact; here by normalised');
    expect(ruleChange(by({}), by({ slice: { answer: 'open' } }))).toBe('without that; here where answer is open');
  });
});
