import { describe, expect, it } from '@jest/globals';
import type { Spoil } from '../../../domain/report/report-schema.ts';
import { comparisonLines } from '../../../domain/report/run-comparison.ts';
import { type MadeReport, reportOf } from '../../fakes/reports.ts';
import { outcomesOf } from '../../fakes/samples.ts';

function linesOf(
  askedDifferently: string[] = [],
  spoils: Spoil[] = [],
  { oneModel, answers }: { oneModel?: string; answers?: MadeReport['answers'] } = {},
): string[] {
  const { samples, clusters, images, comparison } = reportOf(answers && { answers });
  if (!comparison) throw new Error('no comparison');
  const compared = { samples, clusters, images, comparison, spoils, askedDifferently, ...(oneModel && { oneModel }) };
  return comparisonLines(compared).join('\n').split('\n');
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

  it('gives no verdict on one model that was asked twice, and says what its difference means', () => {
    const alike = { base: outcomesOf('+-'.repeat(20)), tuned: outcomesOf(`-+${'+-'.repeat(19)}`) };
    const text = linesOf([], [], { oneModel: 'sandbox/base-model', answers: alike }).join(' ');
    expect(text).toMatch(
      /No verdict: tuned and base are the same model \(sandbox\/base-model\), asked in the same way\./,
    );
    expect(text).toMatch(/that is what chance makes of the answers of one model/);
    expect(text).not.toMatch(/Undecided|better|equivalent/);
    expect(linesOf([], [], { oneModel: 'a/b' }).join(' ')).toMatch(/perhaps another model answers by this name now/);
  });

  it('keeps the verdict on one model that was asked in two ways, which the difference is of', () => {
    const text = linesOf(['examples is false in new, true in old'], [], { oneModel: 'a/b' }).join(' ');
    expect(text).toMatch(/tuned is better than base/);
    expect(text).toMatch(
      /Both are the same model \(a\/b\), so the difference is of how it was asked, and of chance: examples/,
    );
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
