import { describe, expect, it } from '@jest/globals';
import type { Estimate } from '../../../domain/cost/estimate-schema.ts';
import { estimateLines } from '../../../domain/cost/estimate-words.ts';

const plain: Estimate = {
  questions: 485,
  asked: [
    {
      who: 'base',
      provider: 'openai',
      model: 'gpt-4o-2024-08-06',
      calls: 485,
      textTokens: 102_000,
      imageTokens: 310_000,
      answerTokens: { typical: 9000, most: 145_500 },
      cost: { currency: 'USD', typical: 1.12, most: 2.49 },
    },
  ],
  cost: { totals: [{ currency: 'USD', typical: 1.12, most: 2.49 }], unpriced: [], unknown: [] },
  time: { seconds: 40, perCall: { seconds: 1.5, tokensPerSecond: 60 } },
};

const spaced = (lines: readonly string[]) => lines.join('\n').replaceAll(/[\u202f\u00a0]/g, ' ');
const told = (own: Partial<Estimate> = {}) => spaced(estimateLines({ ...plain, ...own }));
const toldOf = (own: Partial<Estimate['asked'][number]>) =>
  told({ asked: plain.asked.map((calls) => ({ ...calls, ...own })) });

describe('estimateLines', () => {
  it('says calls, tokens, money and time, what is typical and what is at most', () => {
    expect(told()).toBe(
      [
        'Estimate of 485 questions',
        'base: 485 calls to gpt-4o-2024-08-06',
        '  in 412 thousand tokens (310 thousand for images)',
        '  out 9 thousand tokens, at most 146 thousand',
        '  1.12 USD, at most 2.49 USD',
        'money: 1.12 USD, at most 2.49 USD',
        '  at the prices of the spec',
        'time: about 40 s of calls',
        '  at 1.5 s and 60 tokens a second each',
      ].join('\n'),
    );
  });

  it('say which images were only guessed', () => {
    expect(told({ unseenImages: 93 })).toMatch(
      /485 questions\n {2}93 images not fetched from an address yet,\n {2}each taken for one of 1.024 × 1.024 pixels\n/,
    );
  });

  it('says what nobody knows, what is guessed and what is free', () => {
    expect(toldOf({ imageTokens: undefined })).toContain('in 102 thousand tokens, and images: not known yet');
    expect(toldOf({ imagesBy: 'a probe' })).toContain('for images)\n    images as a probe says\n');
    expect(toldOf({ thoughts: 4000 })).toContain('at most 146 thousand\n    thoughts among them: at most 4 000 a call');
    expect(toldOf({ answerTokens: { typical: 5 } })).toContain('out 5 tokens, without a bound');
    expect(toldOf({ answeredBy: 'covers-1' })).toContain('probably free: as answered in run covers-1');
    expect(toldOf({ typicalOf: 'covers-1' })).toContain('at most 146 thousand\n    as long as in run covers-1');
    expect(toldOf({ who: 'the judge' })).toContain('the judge: at most 485 calls');
    expect(told({ measured: { rows: 1000, of: 20_000 } })).toContain(
      '485 questions\n  by a look at 1 000 of 20 000 rows\n',
    );
    expect(told({ time: { ...plain.time, seconds: 0 } })).toContain('time: nobody has to be asked');
    expect(told({ cost: undefined })).toContain('money: not known, since the spec names no prices');
    expect(told({ cost: { totals: [], unpriced: ['m at p'], unknown: ['n at p'] } })).toContain(
      'not known\n  at the prices of the spec\n  no price for m at p\n  tokens not known for n at p',
    );
    expect(told({ cost: { totals: [], unpriced: [], unknown: [] } })).toContain('money: probably none\ntime:');
  });

  it('fits a terminal of sixty columns', () => {
    const longest = { thoughts: 16_000, imageTokens: 300_000, answerTokens: { typical: 1_201_000, most: 4_890_000 } };
    const lines = [toldOf(longest), toldOf({ imageTokens: undefined }), told({ training })].join('\n').split('\n');
    expect(lines.filter(({ length }) => length > 60)).toEqual([]);
  });

  const training = {
    provider: 'openai',
    model: 'gpt-4o-2024-08-06',
    lines: 130,
    tokens: 443_000,
    epochs: 3,
    epochsBy: 'provider' as const,
    imagesKnown: true,
  };

  it('says how many epochs, who chose them, and that nobody knows how long a training takes', () => {
    expect(told({ training })).toContain(
      'training: 130 lines for gpt-4o-2024-08-06\n  443 thousand tokens × 3 epochs (auto, as OpenAI documents)',
    );
    expect(told({ training: { ...training, epochsBy: 'sandbox' } })).toContain(
      '× 3 epochs (auto, as the sandbox takes)',
    );
    expect(told({ training })).toContain('and the training, of which no earlier run tells');
    const like = { run: 'covers-1', seconds: 7500 };
    expect(told({ training, time: { ...plain.time, like } })).toContain(
      'run covers-1 trained the same: 2 h 5 min in all',
    );
    expect(told({ training: { ...training, trainedBy: 'covers-1' } })).not.toContain('no earlier run tells');
  });
});
