import type { Report } from '../report.ts';

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

/** The one word that a report is headed by, with what qualifies it. */
export function headingOf(report: Report): string {
  const notice = noticeOf(report);
  return [report.comparison?.verdict ?? report.outcome, ...(notice ? [notice.title.toLowerCase()] : [])].join(', ');
}
