import type { Ruling } from '../audit/adjudication.ts';
import type { Metrics } from '../measuring/metrics-schema.ts';
import type { Report } from './report-schema.ts';
import { counted, percent, whole } from './words/format.ts';
import { unitOf, verdictSentence } from './words/headline.ts';
import { noticesOf } from './words/notices.ts';
import { wrapped } from './words/wrapped.ts';

/** A report beside what adjudicated targets make of it. */
export interface Adjudicated {
  report: Report;
  disputed: number;
  /** Disputed samples by whom they were decided for. */
  rulings: Readonly<Record<Ruling, number>>;
  /** On adjudicated targets, without the judge. */
  metrics: Metrics;
}

/** The verdict on original targets, which counts, and beside it what adjudicated ones make of it; for a terminal. */
export function adjudicationLines(adjudicated: Adjudicated): string[] {
  const { report, metrics } = adjudicated;
  return [
    ...noticesOf(report).map(({ title, text }) => wrapped(`${title.toUpperCase()}: ${text}`)),
    wrapped(`The verdict, on the original targets: ${report.headline}`),
    '',
    wrapped(rulingsText(adjudicated)),
    '',
    ...scoreTable(adjudicated),
    '',
    wrapped(
      `Second, on adjudicated targets: ${metrics.comparison ? verdictSentence(metrics.comparison, unitOf(metrics)) : 'no verdict, since the spec names no comparison, or has a model give the scores that it rests on.'}`,
    ),
    '',
    wrapped(
      'Only questions on which all candidates agree were judged again, so their scores rise and fall together and the difference hardly moves.',
    ),
  ];
}

function rulingsText({ disputed, rulings }: Adjudicated): string {
  const { target, candidates, both, neither } = rulings;
  const judged = target + candidates + both + neither;
  return `Of ${counted(disputed, 'disputed question')} ${whole(judged)} were judged: ${whole(target)} for the target, ${whole(candidates)} for the candidates, ${whole(both)} for both, ${whole(neither)} for neither (left out below).`;
}

function scoreTable({ report, metrics }: Adjudicated): string[] {
  const metric = metrics.comparison?.metric ?? 'normalised';
  const scoreOf = (candidates: Metrics['candidates'], name: string) =>
    percent(candidates.find((one) => one.name === name)?.slices[0]?.scores[metric]?.mean);
  const width = Math.min(40, Math.max(...report.candidates.map(({ name }) => name.length), 20));
  const row = (name: string, before: string, after: string) =>
    `${name.slice(0, width).padEnd(width)}${before.padStart(14)}${after.padStart(14)}`;
  const rows = report.candidates.map(({ name }) =>
    row(name, scoreOf(report.candidates, name), scoreOf(metrics.candidates, name)),
  );
  return [row(`by ${metric} match`, 'original', 'adjudicated'), ...rows];
}
