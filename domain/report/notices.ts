import type { Report } from '../report.ts';
import type { RunResult } from '../run.ts';

/** What stands above a report whose verdict confirms nothing. */
export interface Notice {
  title: string;
  text: string;
}

/** The notice of a report on the validation split, or by a rule that was named after looking; most reports have none. */
export function noticeOf({ on, execution }: Pick<Report, 'on' | 'execution'>): Notice | undefined {
  if (on === 'validation') {
    return {
      title: 'Validation split',
      text: 'for choosing, not a verdict: what is chosen here shows what it is worth on the test split.',
    };
  }
  const { exploratory } = execution;
  if (exploratory === undefined) return undefined;
  return { title: 'Exploratory', text: `${exploratory}. To confirm it, measure on images that nobody has looked at.` };
}

/** How the run of a report ended: its verdict, and in a word or two why that confirms nothing. */
export function endOf(report: Report): Omit<RunResult, 'report'> {
  const { outcome, comparison } = report;
  const notice = comparison && noticeOf(report)?.title.toLowerCase();
  return { outcome, ...(comparison && { verdict: comparison.verdict }), ...(notice && { notice }) };
}

/** What a report is headed by. */
export function headingOf(report: Report): string {
  const notice = noticeOf(report);
  return [report.comparison?.verdict ?? report.outcome, ...(notice ? [notice.title.toLowerCase()] : [])].join(', ');
}
