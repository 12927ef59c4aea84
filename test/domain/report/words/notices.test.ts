import { describe, expect, it } from '@jest/globals';
import { markdownReport } from '../../../../domain/report/files/markdown.ts';
import { terminalSummary } from '../../../../domain/report/files/summary.ts';
import { htmlPage } from '../../../../domain/report/page/page.ts';
import { endOf, headingOf, noticesOf } from '../../../../domain/report/words/notices.ts';
import { reportOf } from '../../../fakes/reports.ts';
import { specOf } from '../../../fakes/samples.ts';

const plain = reportOf();
const exploratory = { ...plain, execution: { ...plain.execution, exploratory: 'run <a> looked *first*' } };
const validation = reportOf({ spec: specOf({ on: 'validation' }) });

describe('noticesOf', () => {
  it('has nothing to say of a report by the rule that was named first, on the test split', () => {
    expect(noticesOf(plain)).toEqual([]);
    expect(headingOf(plain)).toBe('better');
    expect(htmlPage(plain, [], new Map())).not.toContain('class="notice"');
  });

  it('heads an exploratory report in every form, and escapes the reason', () => {
    expect(headingOf(exploratory)).toBe('better, exploratory');
    const page = htmlPage(exploratory, [], new Map());
    expect(page.indexOf('run &lt;a&gt; looked')).toBeLessThan(page.indexOf('<h1>'));
    expect(page.indexOf('run &lt;a&gt; looked')).toBeGreaterThan(page.indexOf('<header'));
    expect(page).toContain('better, exploratory</title>');
    expect(markdownReport(exploratory)).toMatch(
      /^## covers: better, exploratory\n\n> \*\*Exploratory\*\*: run \\<a\\> looked \\\*first\\\*\./,
    );
    expect(terminalSummary(exploratory)).toMatch(/^EXPLORATORY: run <a> looked \*first\*\./);
  });

  it('heads a report on the validation split in every form', () => {
    for (const text of [htmlPage(validation, [], new Map()), markdownReport(validation), terminalSummary(validation)])
      expect(text.toLowerCase()).toMatch(/validation split.{0,20}: .*for choosing, not\sa verdict/);
  });
});

describe('endOf', () => {
  it('qualifies a verdict that confirms nothing, and no other', () => {
    expect(endOf(plain)).toEqual({ outcome: 'done', verdict: 'better' });
    expect(endOf(exploratory)).toEqual({ outcome: 'done', verdict: 'better', notice: 'exploratory' });
    expect(endOf(reportOf({ spec: specOf({ on: 'validation', verdict: undefined }) }))).toEqual({ outcome: 'done' });
  });
});
