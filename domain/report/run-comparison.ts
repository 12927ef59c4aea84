import type { RunComparison } from '../measuring/run-comparison.ts';
import { confidence, pointRange, points, pText, whole } from './words/format.ts';
import { questionsIn, unitOf, verdictSentence } from './words/headline.ts';
import { disagreement, intervalRuleText, planningText, pSource, ratingsText } from './words/second-words.ts';
import { wrapped } from './words/wrapped.ts';

/** A comparison of two runs, and what is known of how the candidates came to differ. */
interface Compared extends RunComparison {
  askedDifferently: readonly string[];
  /** The model and who served it, where both candidates are the same one. */
  oneModel?: string;
}

/** A comparison of two runs for a terminal. */
export function comparisonLines(compared: Compared): string[] {
  const { comparison } = compared;
  const unit = unitOf(compared);
  const rated = ratingsText(comparison);
  return [
    wrapped(
      'Exploratory: this comparison was named after there were answers, so that no decision should rest on it alone.',
    ),
    ...compared.spoils.map(({ text }) => wrapped(`SPOILED: ${text}`)),
    '',
    wrapped(oneModelSentence(compared) ?? verdictSentence(comparison, unit)),
    '',
    ...numbers(compared),
    '',
    ...pairsTable(compared),
    ...[
      rated && `By the judge ${rated}.`,
      disagreement(comparison, unit),
      intervalRuleText(comparison.primary, unit),
      planningText(comparison, comparison.primary.clusters, unit),
      askedText(compared),
    ].flatMap((text) => (text ? ['', wrapped(text)] : [])),
  ];
}

/** What one model measured twice comes to: there is nothing to decide between. */
function oneModelSentence({ comparison, askedDifferently, oneModel }: Compared): string | undefined {
  if (oneModel === undefined || askedDifferently.length > 0) return undefined;
  const { compare, against, primary } = comparison;
  const { interval } = primary;
  const isApart = interval !== undefined && (interval.lower > 0 || interval.upper < 0);
  const meaning = isApart
    ? 'chance alone seldom makes so much: perhaps another model answers by this name now'
    : 'that is what chance makes of the answers of one model';
  return `No verdict: ${compare} and ${against} are the same model (${oneModel}), asked in the same way. They differ by ${points(primary.mean)} points${interval ? ` (${pointRange(interval)})` : ''}; ${meaning}.`;
}

function askedText({ askedDifferently, oneModel }: Compared): string | undefined {
  if (askedDifferently.length === 0) return undefined;
  const how = askedDifferently.join('; ');
  if (oneModel === undefined)
    return `The candidates were asked in different ways, so the difference is not of the models alone: ${how}.`;
  return `Both are the same model (${oneModel}), so the difference is of how it was asked, and of chance: ${how}.`;
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
    `samples     ${questionsIn(primary, unitOf(counts))}, ${whole(primary.missing)} without both scores`,
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
