import { describe, expect, it } from '@jest/globals';
import type { Estimate, EstimatedCalls, EstimatedTraining } from '../../../domain/cost/estimate-schema.ts';
import { risenSince } from '../../../domain/cost/risen.ts';

const calls: EstimatedCalls = {
  who: 'base',
  provider: 'openai',
  model: 'gpt-4o',
  calls: 100,
  textTokens: 10_000,
  imageTokens: 20_000,
  answerTokens: { typical: 300, most: 30_000 },
};
const training: EstimatedTraining = {
  provider: 'openai',
  model: 'gpt-4o',
  lines: 50,
  tokens: 1000,
  epochs: 3,
  epochsBy: 'spec',
  imagesKnown: true,
};
const time = { seconds: 1, perCall: { seconds: 1.5, tokensPerSecond: 60 } };
const estimateOf = (asked: Partial<EstimatedCalls>[], trained?: Partial<EstimatedTraining>): Estimate => ({
  questions: 100,
  asked: asked.map((own) => ({ ...calls, ...own })),
  ...(trained && { training: { ...training, ...trained } }),
  time,
});
const then = estimateOf([{}], {});

describe('risenSince', () => {
  it('finds nothing in the same estimate, nor in a lower one, nor in one that is free by now', () => {
    expect(risenSince(then, then)).toEqual([]);
    expect(risenSince(then, estimateOf([{ calls: 99, textTokens: 9000 }], { epochs: 2 }))).toEqual([]);
    expect(risenSince(then, estimateOf([{ answeredBy: 'run-1' }], { trainedBy: 'run-1' }))).toEqual([]);
  });

  it.each<[string, Estimate, string]>([
    ['calls', estimateOf([{ calls: 101 }]), 'base: 101 calls, where it was 100'],
    ['tokens of texts or images', estimateOf([{ imageTokens: 20_001 }]), 'base: 30,001 tokens in, where it was 30,000'],
    [
      'the bound of answers',
      estimateOf([{ answerTokens: { typical: 1, most: 30_001 } }]),
      'base: 30,001 tokens out at most, where it was 30,000',
    ],
    [
      'a bound that is gone',
      estimateOf([{ answerTokens: { typical: 300 } }]),
      'base: nobody knows how many tokens out at most, where it was 30,000',
    ],
    [
      'training',
      estimateOf([{}], { epochs: 4 }),
      'the training of gpt-4o on 50 lines: 4,000 trained tokens, where it was 3,000',
    ],
    ['another who is asked', estimateOf([{}, { who: 'the judge' }]), 'the judge was free, and has to be paid'],
  ])('names what is more: %s', (_, now, text) => {
    expect(risenSince(then, now).map((line) => line.replaceAll('\u202f', ','))).toEqual([text]);
  });

  it('names who was free before', () => {
    expect(risenSince(estimateOf([{ answeredBy: 'run-1' }]), estimateOf([{}]))).toEqual([
      'base was free, and has to be paid',
    ]);
  });

  it('leaves alone what answers usually take, which earlier runs tell better, and what was approved unknown', () => {
    expect(risenSince(then, estimateOf([{ answerTokens: { typical: 900, most: 30_000 } }], {}))).toEqual([]);
    const { imageTokens: _, ...blind } = calls;
    const unknown = { ...then, asked: [blind] };
    expect(risenSince(unknown, then)).toEqual([]);
  });
});
