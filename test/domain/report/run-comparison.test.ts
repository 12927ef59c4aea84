import { describe, expect, it } from '@jest/globals';
import type { Spoil } from '../../../domain/report/report-schema.ts';
import { comparisonLines } from '../../../domain/report/run-comparison.ts';
import { reportOf } from '../../fakes/reports.ts';

function linesOf(askedDifferently: string[] = [], spoils: Spoil[] = []): string[] {
  const { samples, clusters, images, comparison } = reportOf();
  if (!comparison) throw new Error('no comparison');
  return comparisonLines({ samples, clusters, images, comparison, spoils, askedDifferently }).join('\n').split('\n');
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

  it('says what spoils it before the verdict', () => {
    const text = '40 of 40 answers of new:tuned are empty.';
    const lines = linesOf([], [{ kind: 'spoiled-answers', candidate: 'new:tuned', count: 40, of: 40, share: 1, text }]);
    const at = (part: string) => lines.findIndex((line) => line.includes(part));
    expect(lines[at('SPOILED')]).toBe(`SPOILED: ${text}`);
    expect(at('SPOILED')).toBeLessThan(at('tuned is better'));
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
