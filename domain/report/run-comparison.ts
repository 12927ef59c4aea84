import type { RunComparison } from '../measuring/run-comparison.ts';
import { confidence, counted, pointRange, points, pText, whole } from './words/format.ts';
import { unitOf, verdictSentence } from './words/headline.ts';
import { disagreement, intervalRuleText, planningText, pSource, ratingsText } from './words/second-words.ts';
import { wrapped } from './words/wrapped.ts';

/** A comparison of two runs for a terminal. */
export function comparisonLines(compared: RunComparison & { askedDifferently: readonly string[] }): string[] {
  const { comparison, askedDifferently } = compared;
  const unit = unitOf(compared);
  const rated = ratingsText(comparison);
  return [
    wrapped(
      'Exploratory: this comparison was named after there were answers, so that no decision should rest on it alone.',
    ),
    ...compared.spoils.map(({ text }) => wrapped(`SPOILED: ${text}`)),
    '',
    wrapped(verdictSentence(comparison, unit)),
    '',
    ...numbers(compared),
    '',
    ...pairsTable(compared),
    ...[
      rated && `By the judge ${rated}.`,
      disagreement(comparison, unit),
      intervalRuleText(comparison.primary, unit),
      planningText(comparison, comparison.primary.clusters, unit),
      askedDifferently.length > 0 &&
        `The candidates were asked in different ways, so the difference is not of the models alone: ${askedDifferently.join('; ')}.`,
    ].flatMap((text) => (text ? ['', wrapped(text)] : [])),
  ];
}

function numbers({ comparison, ...counts }: RunComparison): string[] {
  const { primary, compare, against, metric, alpha } = comparison;
  const interval = primary.interval ? pointRange(primary.interval) : 'too few to tell';
  return [
    `compared    ${compare}`,
    `against     ${against}`,
    `difference  ${points(primary.mean)} points by ${metric} match`,
    `interval    ${interval} at ${confidence(alpha)}`,
    `p           ${primary.test ? `${pText(primary.test.p)} ${pSource(primary, unitOf(counts))}` : '–'}`,
    `samples     ${counted(primary.samples, 'question')} about ${counted(primary.clusters, unitOf(counts))}, ${whole(primary.missing)} without both scores`,
  ];
}

function pairsTable({ comparison: { primary } }: RunComparison): string[] {
  const { both, onlyCompare, onlyAgainst, neither } = primary.pairs;
  const row = (name: string, ...cells: string[]) =>
    `${name.padEnd(16)}${cells.map((cell) => cell.padStart(16)).join('')}`;
  return [
    row('', 'against right', 'against wrong'),
    row('compared right', whole(both), whole(onlyCompare)),
    row('compared wrong', whole(onlyAgainst), whole(neither)),
  ];
}
