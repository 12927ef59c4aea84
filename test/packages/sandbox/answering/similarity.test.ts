import { describe, expect, it } from '@jest/globals';
import { labelFor, similarity } from '../../../../packages/sandbox/answering/similarity.ts';

describe('similarity', () => {
  it.each([
    ['The same, but for marks', ['the same but for MARKS!'], 1],
    ['Anything', ['else', 'anything'], 1],
    ['one two three', ['three two one'], 0.99],
    ['yes', ['no'], 0],
    ['', ['something'], 0],
    ['Jane Austin', ['Jane Austen'], 0.92],
  ])('of %j to %j is %d', (answer, targets, expected) => {
    expect(similarity(answer, targets)).toBeCloseTo(expected, 2);
  });
});

describe('labelFor', () => {
  it.each([
    [1, 'a'],
    [0.99, 'b'],
    [0.7, 'b'],
    [0.5, 'c'],
    [0.25, 'c'],
    [0.2, 'd'],
    [0, 'd'],
  ])('gives a similarity of %d the label %s of four', (value, label) => {
    expect(labelFor(value, ['a', 'b', 'c', 'd'])).toBe(label);
  });

  it('never falls from one label to a better one as answers get worse', () => {
    for (const count of [1, 2, 3, 4, 7]) {
      const labels = Array.from({ length: count }, (_, index) => String(index));
      const given = Array.from({ length: 101 }, (_, index) => Number(labelFor(1 - index / 100, labels)));
      expect(given).toEqual([...given].sort((a, b) => a - b));
      expect([given[0], given[100]]).toEqual([0, count - 1]);
    }
  });
});
