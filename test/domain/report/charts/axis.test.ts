import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ticksOver } from '../../../../domain/report/charts/axis.ts';

describe('ticksOver', () => {
  it.each([
    [0, 116, 4, [0, 20, 40, 60, 80, 100, 120]],
    [-29.4, 49.2, 8, [-30, -20, -10, 0, 10, 20, 30, 40, 50]],
    [-0.3, 0.7, 8, [-0.4, -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7].slice(1)],
  ])('marks %p to %p at round numbers', (from, to, about, values) => {
    expect(ticksOver(from, to, about).values).toEqual(values);
  });

  it('ends where the range does, though a product of steps is a little more', () => {
    expect(ticksOver(378.9, 379.083, 8)).toMatchObject({ from: 378.9, to: 379.1 });
  });

  it('takes no smaller steps than asked for', () => {
    expect(ticksOver(0, 1, 4, 1)).toEqual({ from: 0, to: 1, values: [0, 1] });
  });

  it('spans every range with a few places', () => {
    const end = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((thousandths) => thousandths / 1000);
    fc.assert(
      fc.property(end, end, (a, b) => {
        const { from, to, values } = ticksOver(Math.min(a, b), Math.max(a, b), 8);
        expect(from).toBeLessThanOrEqual(Math.min(a, b));
        expect(to).toBeGreaterThanOrEqual(Math.max(a, b));
        expect(to).toBeGreaterThan(from);
        expect(values.length).toBeLessThan(20);
      }),
    );
  });
});
