import { describe, expect, it } from '@jest/globals';
import { missedBy, missedText } from '../../../domain/cost/against-estimate.ts';
import type { Estimate, EstimatedCalls } from '../../../domain/cost/estimate-schema.ts';
import type { Calls } from '../../../domain/report/report-schema.ts';

const expected: EstimatedCalls = {
  who: 'base',
  provider: 'openai',
  model: 'gpt-4o',
  calls: 100,
  textTokens: 10_000,
  imageTokens: 20_000,
  answerTokens: { typical: 300, most: 30_000 },
};
const account: Calls = {
  who: 'base',
  model: 'gpt-4o',
  models: [],
  fingerprints: [],
  calls: 100,
  reused: 0,
  promptTokens: 30_000,
  completionTokens: 500,
};
const time = { seconds: 1, perCall: { seconds: 1.5, tokensPerSecond: 60 } };
const estimateOf = (own: Partial<EstimatedCalls> = {}): Estimate => ({
  questions: 100,
  asked: [{ ...expected, ...own }],
  time,
});
const missed = (was: Partial<Calls>, own: Partial<EstimatedCalls> = {}) =>
  missedBy(estimateOf(own), { calls: [{ ...account, ...was }] });

describe('missedBy', () => {
  it('allows for 15 % of texts and 10 % of images, and names what is further off', () => {
    expect(missed({ promptTokens: 33_500 })).toEqual([]);
    expect(missed({ promptTokens: 26_500 })).toEqual([]);
    const [line = ''] = missed({ promptTokens: 36_000 });
    expect(line.replaceAll('\u202f', ' ')).toBe(
      'base took 36 thousand tokens in, where 30 thousand tokens were estimated (+20 %)',
    );
    expect(missed({ promptTokens: 20_000 })[0]).toMatch(/\(−33 %\)$/);
  });

  it('speaks of the calls that were made: what was taken over took nothing, and a rater is asked once for equal answers', () => {
    expect(missed({ calls: 40, reused: 60, promptTokens: 12_000 })).toEqual([]);
    expect(missed({ calls: 50, promptTokens: 15_000 })).toEqual([]);
    expect(missed({ calls: 0, reused: 100, promptTokens: 0 })).toEqual([]);
    expect(missed({ calls: 50, promptTokens: 30_000 })).toHaveLength(1);
    const judge = { who: 'the judge' };
    expect(missed({ ...judge, calls: 7, promptTokens: 2100 }, judge)).toEqual([]);
    expect(missed({ ...judge, calls: 150, promptTokens: 45_000 }, judge)).toEqual([]);
    expect(missed({ ...judge, calls: 150, promptTokens: 30_000 }, judge)).toHaveLength(1);
  });

  it('takes the probe of a model for no question', () => {
    expect(missed({ calls: 3, probes: 1, promptTokens: 750 })).toEqual([]);
    expect(missed({ calls: 3, probes: 1, promptTokens: 1100 })).toHaveLength(1);
    expect(missed({ calls: 1, probes: 1, promptTokens: 300 })).toEqual([]);
  });

  it('counts attempts that were repeated as one call', () => {
    expect(missed({ calls: 140, promptTokens: 30_000 })).toEqual([]);
  });

  it('misses nothing where nobody knew, or nobody counted', () => {
    expect(missed({ promptTokens: 90_000 }, { imageTokens: undefined })).toEqual([]);
    expect(missed({ promptTokens: 3000, uncounted: 90 })).toEqual([]);
    expect(missedBy(estimateOf(), { calls: [] })).toEqual([]);
  });

  const training = {
    provider: 'openai',
    model: 'gpt-4o',
    lines: 100,
    tokens: 10_000,
    epochs: 3,
    epochsBy: 'provider' as const,
    imagesKnown: true,
  };
  const trained = (trainedTokens: number, own = {}) =>
    missedBy(
      { ...estimateOf(), asked: [], training },
      { calls: [], tuned: { jobId: 'j', model: 'm', trainedTokens, ...own } },
    );

  it('holds the training against what was trained, all epochs in it', () => {
    expect(trained(31_000)).toEqual([]);
    expect(trained(40_000)[0]).toMatch(/^the training took 40 thousand tokens in all, where 30/);
    expect(trained(90_000, { reusedFrom: 'run-0' })).toEqual([]);
  });
});

describe('missedText', () => {
  it('says nothing without an estimate, or where it was right', () => {
    expect(missedText({})).toBeUndefined();
    expect(missedText({ estimate: { ...estimateOf(), missed: [] } })).toBeUndefined();
    expect(missedText({ estimate: { ...estimateOf(), missed: ['a', 'b'] } })).toBe('The estimate missed: a; b.');
  });
});
