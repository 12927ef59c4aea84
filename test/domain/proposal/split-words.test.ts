import { describe, expect, it } from '@jest/globals';
import { splitOfPath, splitOfValue } from '../../../domain/proposal/split-words.ts';

describe('splitOfPath', () => {
  it.each([
    ['train.csv', 'train'],
    ['data/test-00000-of-00002.parquet', 'test'],
    ['my_validation2.jsonl', 'validation'],
    ['dev/labels.csv', 'validation'],
    ['train/test.csv', 'test'],
    ['trained.csv', undefined],
    ['train-test.csv', undefined],
    ['labels.csv', undefined],
  ])('tells %s', (path, split) => {
    expect(splitOfPath(path)).toBe(split);
  });
});

describe('splitOfValue', () => {
  it('takes a value as a whole, in whatever case', () => {
    expect([' Training ', 'VAL', 'test set', 'constructor'].map(splitOfValue)).toEqual([
      'train',
      'validation',
      undefined,
      undefined,
    ]);
  });
});
