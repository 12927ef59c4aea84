import { describe, expect, it } from '@jest/globals';
import { markdownReport } from '../../../domain/report/files/markdown.ts';
import { terminalSummary } from '../../../domain/report/files/summary.ts';
import { htmlPage } from '../../../domain/report/page/page.ts';
import { reportOf } from '../../fakes/reports.ts';
import { outcomesOf, specOf } from '../../fakes/samples.ts';

const spec = specOf({
  comparisons: [
    { compare: 'base', against: 'tuned', metric: 'exact' },
    { compare: 'tuned', against: 'base', slice: { answer: 'closed' }, margin: 0.02 },
  ],
});
const hostile = specOf({
  data: { source: { test: 't.parquet' }, slices: { type: { column: 'type' } } },
  comparisons: [{ compare: 'tuned', against: 'base', slice: { type: '<b>|x' } }],
});

describe('a report with further comparisons', () => {
  const report = reportOf({ spec });
  const page = htmlPage(report, [], new Map());
  const markdown = markdownReport(report);
  const terminal = terminalSummary(report);

  it('says of every interval that it shares alpha, and with how many', () => {
    expect(report.headline).toMatch(/\(98\.3 % interval \+\S+ to \+\S+, since 3 comparisons\)/);
    expect(page).toContain('intervals clustered by image at 98.3 %, since 3 comparisons');
    expect(page).not.toContain('95 %');
    expect(markdown).not.toContain('95 %');
    expect(terminal).not.toContain('95 %');
  });

  it('gives each a verdict of its own, under a heading that says that they are further ones', () => {
    expect(page).toContain('<h2 id="further">Further comparisons</h2>');
    expect(page).toContain('<td>worse<small>minimum effect of 3 points</small></td>');
    expect(page).toContain('<td>undecided: too few images<small>margin of 2 points</small></td>');
    expect(markdown).toContain('| base − tuned by exact match | 40 | −75.0 |');
    expect(markdown).toMatch(
      /\| tuned − base by normalised match, closed only \| 0 \| – .*\| undecided: too few images/,
    );
    expect(terminal).toMatch(/further comparison: base − tuned by exact match −75\.0[^:]*: worse/);
  });

  it('keeps the verdict and its heading those of the first', () => {
    expect(report.comparison?.verdict).toBe('better');
    expect(page).toContain('<h1>Better</h1>');
    expect(markdown).toContain('## covers: better');
  });

  it('shows none where the spec names none', () => {
    const plain = reportOf();
    const texts = [htmlPage(plain, [], new Map()), markdownReport(plain), terminalSummary(plain)].join('');
    expect(texts).not.toMatch(/further comparison|since 1/i);
  });

  it('fits in 80 columns', () => {
    const [long, longer] = ['a'.repeat(40), `${'b'.repeat(39)}c`];
    const verdict = { compare: long, against: longer };
    const candidates = { [long]: { model: 'm' }, [longer]: { model: 'n' } };
    const answers = { [long]: outcomesOf('+-'.repeat(30)), [longer]: outcomesOf('-+'.repeat(30)) };
    const wide = reportOf({
      spec: specOf({ candidates, verdict, comparisons: [{ ...verdict, metric: 'exact' }] }),
      answers,
    });
    expect(
      Math.max(
        ...terminalSummary(wide)
          .split('\n')
          .map(({ length }) => length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('lets no name of a slice act on the page or the table', () => {
    const own = (row: number) => ({ slices: { type: row < 20 ? '<b>|x' : 'y' } });
    const foreign = reportOf({ spec: hostile, own });
    expect(htmlPage(foreign, [], new Map())).not.toContain('<b>|x');
    expect(markdownReport(foreign)).toContain('\\<b\\>\\|x only');
  });
});
