import { describe, expect, it } from '@jest/globals';
import { comparisonLines } from '../../../domain/report/run-comparison.ts';
import { reportOf } from '../../fakes/reports.ts';

function linesOf(askedDifferently: string[] = []): string[] {
  const { samples, clusters, images, comparison } = reportOf();
  if (!comparison) throw new Error('no comparison');
  return comparisonLines({ samples, clusters, images, comparison, askedDifferently }).join('\n').split('\n');
}

describe('comparisonLines', () => {
  it('says first that the comparison is exploratory, then the verdict and its numbers', () => {
    const lines = linesOf();
    expect(lines[0]).toMatch(/^Exploratory: /);
    expect(lines.join('\n')).toMatch(/tuned is better than base/);
    expect(lines).toContain('difference  +75.0 points by normalised match');
    expect(lines).toContain('compared right                 0              30');
    expect(lines).toContain('compared wrong                 0              10');
  });

  it('fits into 80 columns', () => {
    const long = Array.from(
      { length: 5 },
      (_, index) => `prompt.part${index} is "one thing" in run-1, "another" in run-2`,
    );
    expect(Math.max(...linesOf(long).map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(linesOf(long).join(' ')).toContain('The candidates were asked in different ways');
  });
});
