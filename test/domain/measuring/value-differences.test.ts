import { describe, expect, it } from '@jest/globals';
import { differenceInWords, differencesBetween } from '../../../domain/measuring/value-differences.ts';

describe('differencesBetween', () => {
  it('names each key that differs, at any depth', () => {
    const a = { same: 1, deep: { x: 1, y: [1, 2] }, only: true };
    const b = { same: 1, deep: { x: 2, y: [1, 3] } };
    expect(differencesBetween(a, b)).toEqual([
      { path: 'deep.x', values: [1, 2] },
      {
        path: 'deep.y',
        values: [
          [1, 2],
          [1, 3],
        ],
      },
      { path: 'only', values: [true, undefined] },
    ]);
  });

  it('does not mind the order of keys, nor whether nothing is said or left out', () => {
    expect(differencesBetween({ a: 1, b: { c: 2 } }, { b: { c: 2, d: undefined }, a: 1 })).toEqual([]);
  });

  it('tells a value from a missing whole', () => {
    expect(differencesBetween(undefined, { a: 1 })).toEqual([{ path: '', values: [undefined, { a: 1 }] }]);
  });
});

describe('differenceInWords', () => {
  it('says both values, and of long ones only where', () => {
    expect(differenceInWords({ path: 'data.seed', values: [1, undefined] }, ['run-1', 'run-2'])).toBe(
      'data.seed is 1 in run-1, nothing in run-2',
    );
    expect(differenceInWords({ path: 'prompt.system', values: ['x'.repeat(99), 'y'] }, ['a', 'b'])).toBe(
      'prompt.system differs',
    );
  });
});
