import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { componentsOf } from '../../../../domain/data/splitting/components.ts';
import { openAssignment } from '../../../../domain/data/splitting/shares.ts';

function assignByShares(rows: readonly (readonly string[])[], shares: Parameters<typeof openAssignment>[0]) {
  const assignment = openAssignment(shares);
  for (const marks of rows) assignment.add(marks);
  return [...assignment.splits()];
}

const rule = { shares: { train: 0.8, test: 0.2 }, seed: 42 };
const marks = fc.array(fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { minLength: 1, maxLength: 3 }), {
  maxLength: 40,
});

describe('componentsOf', () => {
  it('joins rows that share a mark, also by way of others', () => {
    expect(componentsOf([['a'], ['b', 'c'], ['d'], ['c', 'a'], ['e', 'd'], []])).toEqual([0, 0, 2, 0, 2, 5]);
  });

  it('puts two rows together exactly where a chain of marks leads from one to the other', () => {
    fc.assert(
      fc.property(marks, (rows) => {
        const components = componentsOf(rows);
        for (const [row, own] of rows.entries()) {
          const known = new Set(own);
          for (let size = -1; size !== known.size; ) {
            size = known.size;
            for (const other of rows)
              if (other.some((mark) => known.has(mark))) for (const mark of other) known.add(mark);
          }
          const together = rows.map((other) => other.some((mark) => known.has(mark)));
          expect(components.map((component) => component === components[row])).toEqual(together);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('takes a chain of 50,000 rows in its stride', () => {
    const chain = Array.from({ length: 50_000 }, (_, row) => [`${row}`, `${row + 1}`]);
    expect(new Set(componentsOf(chain)).size).toBe(1);
  });
});

describe('openAssignment', () => {
  it('comes near the shares', () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => [`image ${row}`]);
    const test = assignByShares(rows, rule).filter((split) => split === 'test').length;
    expect(Math.abs(test / 10_000 - 0.2)).toBeLessThan(0.015);
    const three = assignByShares(rows, { shares: { train: 0.5, validation: 0.25, test: 0.25 }, seed: 1 });
    expect(new Set(three)).toEqual(new Set(['train', 'validation', 'test']));
  });

  it('cuts no component', () => {
    fc.assert(
      fc.property(marks, (rows) => {
        const splits = assignByShares(rows, rule);
        const bySplit = (wanted: string) => new Set(rows.filter((_, row) => splits[row] === wanted).flat());
        expect(bySplit('train').isDisjointFrom(bySplit('test'))).toBe(true);
      }),
    );
  });

  it('moves no row for rows that are added, unless one joins it to an earlier component', () => {
    fc.assert(
      fc.property(marks, marks, (rows, added) => {
        const [before, after] = [componentsOf(rows), componentsOf([...rows, ...added])];
        const [were, are] = [assignByShares(rows, rule), assignByShares([...rows, ...added], rule)];
        for (const [row, split] of were.entries()) if (after[row] === before[row]) expect(are[row]).toBe(split);
      }),
    );
  });

  it('takes other rows with another seed', () => {
    const rows = Array.from({ length: 50 }, (_, row) => [`image ${row}`]);
    expect(assignByShares(rows, { ...rule, seed: 7 })).not.toEqual(assignByShares(rows, rule));
  });
});
