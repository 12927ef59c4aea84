import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../domain/metrics-schema.ts';
import { disagreement, planningText } from '../../../domain/report/second-words.ts';
import { reportOf } from '../../fakes/reports.ts';

function comparisonWith(lower: number, p: number): Comparison {
  const { comparison } = reportOf();
  if (!comparison) throw new Error('no comparison');
  const primary = { ...comparison.primary, interval: { lower, upper: 0.3 }, test: { p, method: 'exact' as const } };
  return { ...comparison, primary };
}

describe('disagreement', () => {
  it('says so when only the interval leaves out 0', () => {
    expect(disagreement(comparisonWith(0.01, 0.07))).toBe(
      'Test and interval disagree: the interval leaves out 0, the sign-flip test finds no difference (p = 0.070). The verdict follows the interval.',
    );
  });

  it('says so when only the test finds a difference', () => {
    expect(disagreement(comparisonWith(-0.01, 0.04))).toContain('the interval holds 0, the sign-flip test finds a');
  });

  it('says nothing when they agree', () => {
    expect(disagreement(comparisonWith(0.01, 0.04))).toBeUndefined();
    expect(disagreement(comparisonWith(-0.01, 0.07))).toBeUndefined();
  });
});

describe('planningText', () => {
  it('says what such a test finds, and what the effect of the spec takes', () => {
    const text = planningText(comparisonWith(0.01, 0.04), 40, 'image');
    expect(text).toMatch(/^40 images find a difference of 19\.9 points in 80 % of such tests/);
    expect(text).toMatch(/minimum effect of 3 points takes about 1.700 images like these/);
  });
});
