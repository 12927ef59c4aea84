import type { RunResult } from '../../run/run.ts';
import type { Report, Spoil } from '../report-schema.ts';
import { spoilsIn } from '../spoils/spoils.ts';
import { agreementText } from './agreement-words.ts';

/** What stands above a report whose verdict confirms nothing, or rests on what spoils it. */
export interface Notice {
  title: string;
  text: string;
}

/** The notices of a report, in the order in which they stand above it; most reports have none. */
export function noticesOf(report: Report): Notice[] {
  const purpose = purposeOf(report);
  const byTitle = Map.groupBy(spoilsIn(report), ({ kind }) => titles[kind]);
  const spoiled = [...byTitle].map(([title, spoils]) => ({ title, text: spoils.map(({ text }) => text).join(' ') }));
  const agreement = report.agreement && { title: 'Agreement', text: agreementText(report.agreement) };
  return [agreement, purpose, ...spoiled].filter((notice) => notice !== undefined);
}

const titles: Record<Spoil['kind'], string> = {
  'shared-data': 'Shared data',
  'no-answers': 'No answers',
  'missing-answers': 'Missing answers',
  'spoiled-answers': 'Empty answers',
  'failed-ratings': 'Failed ratings',
  'ended-at-cap': 'Ended at its cap',
};

/** Of a report on the validation split, or by a rule that was named after looking. */
function purposeOf({ on, execution }: Pick<Report, 'on' | 'execution'>): Notice | undefined {
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

/** How the run of a report ended: its verdict, and in a word or two what qualifies that. */
export function endOf(report: Report): Omit<RunResult, 'report'> {
  const { outcome, comparison } = report;
  const notice = comparison && titlesOf(report).join(', ');
  return { outcome, ...(comparison && { verdict: comparison.verdict }), ...(notice && { notice }) };
}

/** What a report is headed by. */
export function headingOf(report: Report): string {
  return [report.comparison?.verdict ?? report.outcome, ...titlesOf(report)].join(', ');
}

function titlesOf(report: Report): string[] {
  return noticesOf(report).map(({ title }) => title.toLowerCase());
}
