import { describe, expect, it } from '@jest/globals';
import { mcNemar } from '../../domain/statistics/mcnemar.ts';
import { signFlipTest } from '../../domain/statistics/sign-flip.ts';

/** Every number of questions that only one and only the other has right, given how many each has right. */
function pairings(right: number, otherRight: number, questions: number): [only: number, onlyOther: number][] {
  const fewest = Math.max(0, otherRight - right);
  const most = Math.min(otherRight, questions - right);
  return Array.from({ length: most - fewest + 1 }, (_, index) => {
    const onlyOther = fewest + index;
    return [right - otherRight + onlyOther, onlyOther];
  });
}

/** The interval of an unpaired difference of shares, method 10 of Newcombe 1998, at 95 %. */
function newcombe(right: number, otherRight: number, n: number): [lower: number, upper: number] {
  const z = 1.959963984540054;
  const wilson = (p: number) => {
    const half = (z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
    const centre = (p + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
    return [centre - half, centre + half] as const;
  };
  const [one, other] = [right / n, otherRight / n];
  const [[l1, u1], [l2, u2]] = [wilson(one), wilson(other)];
  return [one - other - Math.hypot(one - l1, u2 - other), one - other + Math.hypot(u1 - one, other - l2)];
}

// Published with shares alone: which questions each model had right is not known, so all pairings are looked at.
describe('the published table', () => {
  it('shows no difference in 172 against 167 of 190 closed questions, whatever the pairing', () => {
    const smallest = Math.min(...pairings(172, 167, 190).map(([only, other]) => mcNemar(only, other)));
    expect(smallest).toBe(0.0625);
  });

  it('does not show that they are equal either', () => {
    const [lower, upper] = newcombe(172, 167, 190);
    expect([Number((100 * lower).toFixed(1)), Number((100 * upper).toFixed(1))]).toEqual([-3.7, 9]);
  });

  it('shows a difference in 189 against 136 of 295 open questions under every pairing, were they independent', () => {
    const largest = Math.max(...pairings(189, 136, 295).map(([only, other]) => mcNemar(only, other)));
    expect(largest).toBeLessThanOrEqual(0.0014);
    expect(largest).toBeGreaterThan(0.0012);
  });

  it('leaves p ≈ 0.06 under the worst pairing when the questions of an image, about three, go together', () => {
    const [only = 0, other = 0] = pairings(189, 136, 295).at(-1) ?? [];
    expect([only, other]).toEqual([159, 106]);
    const clusters = [...Array(only / 3).fill(3), ...Array(Math.floor(other / 3)).fill(-3), -(other % 3)];
    const { p } = signFlipTest(clusters);
    expect(p).toBeGreaterThan(0.05);
    expect(p).toBeLessThan(0.075);
  });
});
