import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { listed } from '../../../domain/data/listed.ts';
import { anyCharacter } from '../../fakes/any-text.ts';

describe('listed', () => {
  it('gives one problem a line with what to do', () => {
    expect(listed(['a.csv line 2: it is blank.'], 'Mend the row.')).toBe('a.csv line 2: it is blank. Mend the row.');
  });

  it('gives each of several problems a line of its own, and counts those beyond five', () => {
    const problems = Array.from({ length: 7 }, (_, n) => `a.csv line ${n + 2}: it is blank`);
    expect(listed(problems, 'Mend the rows.')).toBe(
      [...problems.slice(0, 5), 'and 2 more', 'Mend the rows.'].join('\n'),
    );
    expect(listed(problems.slice(0, 5), 'Mend the rows.')).not.toContain('more');
  });

  it('is short whatever a problem says, and no text of it makes a line', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 2000, unit: anyCharacter }), { minLength: 2 }), (problems) => {
        const lines = listed(problems, 'Mend them.').split('\n');
        expect(lines.length).toBeLessThanOrEqual(7);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(301);
      }),
    );
  });
});
