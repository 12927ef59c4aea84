import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../../../domain/measuring/metrics-schema.ts';
import { disagreement, intervalRuleText, planningText, pSource } from '../../../../domain/report/words/second-words.ts';
import { reportOf } from '../../../fakes/reports.ts';

function comparisonWith(lower: number, p: number): Comparison {
  const { comparison } = reportOf();
  if (!comparison) throw new Error('no comparison');
  const primary = { ...comparison.primary, interval: { lower, upper: 0.3 }, test: { p, method: 'exact' as const } };
  return { ...comparison, primary };
}

describe('disagreement', () => {
  it('says so when only the interval leaves out 0, and that p moves in steps', () => {
    const { primary, ...comparison } = comparisonWith(0.01, 0.07);
    const text = disagreement({ ...comparison, primary: { ...primary, changed: 5 } }, 'image');
    expect(text).toMatch(/the interval leaves out 0, the sign-flip test finds no difference \(p = 0.070\)\./);
    expect(text).toMatch(/moves in steps, with 5 images that differ from 0.063 on/);
    expect(text).toMatch(/The verdict follows the interval\.$/);
  });

  it('says so when only the test finds a difference, and what the interval allows for', () => {
    const text = disagreement(comparisonWith(-0.01, 0.04), 'image');
    expect(text).toContain('the interval holds 0, the sign-flip test finds a');
    expect(text).toContain('were not seen');
  });

  it('says nothing when they agree', () => {
    expect(disagreement(comparisonWith(0.01, 0.04), 'image')).toBeUndefined();
    expect(disagreement(comparisonWith(-0.01, 0.07), 'image')).toBeUndefined();
  });
});

describe('pSource', () => {
  const { primary } = comparisonWith(0.01, 0.04);

  it('is sign flips, and where the interval raises p the interval, with what sign flips alone would say', () => {
    expect(pSource(primary, 'image')).toBe('by sign flips over images');
    const raised = { ...primary, test: { p: 0.077, method: 'exact' as const, signFlips: 0.03125 } };
    expect(pSource(raised, 'image')).toBe('by the interval (sign flips over images: 0.031)');
  });
});

describe('intervalRuleText', () => {
  const { primary } = comparisonWith(0.01, 0.04);
  const textOf = (changed: number, lower: 't' | 'floor', upper: 't' | 'floor') =>
    intervalRuleText(
      { ...primary, clusters: 40, changed, interval: { lower: 0, upper: 0.1, by: { lower, upper } } },
      'image',
    );

  it('says which rule put the ends where they are', () => {
    expect(textOf(20, 't', 't')).toBe('The interval is that of t over 40 images.');
    expect(textOf(4, 'floor', 'floor')).toMatch(/^Both ends .* floor and not on t: only 4 of 40 images differ/);
    expect(textOf(4, 'floor', 't')).toMatch(/^The lower end of the interval rests/);
    expect(textOf(38, 't', 'floor')).toMatch(/^The upper end .* nearly all images differ alike/);
  });

  it('says nothing of a report that does not tell', () => {
    expect(intervalRuleText({ ...primary, interval: { lower: 0, upper: 0.1 } }, 'image')).toBeUndefined();
  });
});

describe('planningText', () => {
  it('says what such a test finds, and what the effect of the spec takes', () => {
    const text = planningText(comparisonWith(0.01, 0.04), 40, 'image');
    expect(text).toMatch(/^40 images find a difference of 19\.9 points in 80 % of such tests/);
    expect(text).toMatch(/minimum effect of 3 points takes about 1.700 images like these/);
  });
});
