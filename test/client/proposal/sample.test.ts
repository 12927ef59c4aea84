import { describe, expect, it } from '@jest/globals';
import { openSample } from '../../../client/proposal/sample.ts';
import { Undecided } from '../../../domain/proposal/undecided.ts';

const named = (count: number, row = 0) => Array.from({ length: count }, (_, at) => `${row} ${at}`);

describe('a sample', () => {
  it('is given up where names of columns are values, before they fill the memory', () => {
    const sample = openSample([]);
    const lines = () => {
      for (let row = 0; row < 3000; row++) sample.add(row, Object.fromEntries(named(40, row).map((name) => [name, 1])));
    };
    expect(lines).toThrow(Undecided);
  });

  it('takes so many columns and no more', () => {
    expect(openSample(named(2000)).seen().columns).toHaveLength(2000);
    expect(() => openSample(named(2001))).toThrow('more than 2000 columns');
  });
});
