import { missedText } from '../../cost/against-estimate.ts';
import { costText } from '../../cost/costs.ts';
import { pairsByRule } from '../chosen/pairs.ts';
import type { Report } from '../report-schema.ts';
import { fitted } from '../words/columns.ts';
import { confidence, counted, metricText, percent, pointRange, points, pText } from '../words/format.ts';
import { verdictText } from '../words/further-words.ts';
import { unitOf } from '../words/headline.ts';
import { looksText } from '../words/look-words.ts';
import { noticesOf } from '../words/notices.ts';
import { ratedTexts } from '../words/rated-words.ts';
import { remarksOf } from '../words/remarks.ts';
import { disagreement, ratingsText } from '../words/second-words.ts';
import { wrapped } from '../words/wrapped.ts';

/** The report for a terminal: a table and a sentence within 80 columns. */
export function terminalSummary(report: Report): string {
  const metric = report.comparison?.metric ?? 'normalised';
  const title = `by ${metricText(metric)}`;
  const width = Math.min(28, Math.max(title.length, ...report.candidates.map(({ name }) => name.length)));
  const rows = report.candidates.map(({ name, slices }) => {
    const share = (value: string) => slices.find((slice) => slice.value === value)?.scores[metric]?.mean;
    const [all] = slices;
    const outcomes = all ? `${all.answered}/${all.refused}/${all.failed}` : '';
    return row(width, name, [percent(share('all')), percent(share('closed')), percent(share('open')), outcomes]);
  });
  const head = row(width, title, ['all', 'closed', 'open', 'ans/ref/fail']);
  const table = [head, '─'.repeat(head.length), ...rows].join('\n');
  const lines = [
    differenceLine(report),
    ratedLines(report),
    furtherLines(report),
    looksLine(report),
    reuseLine(report),
    costLine(report),
    estimateLine(report),
  ].filter((line) => line !== '');
  const remarks = remarksOf(report).map((line) => wrapped(line));
  return [...noticeLines(report), wrapped(report.headline), ...remarks, '', table, ...lines].join('\n');
}

function noticeLines(report: Report): string[] {
  const notices = noticesOf(report).map(({ title, text }) => wrapped(`${title.toUpperCase()}: ${text}`));
  return notices.length > 0 ? [...notices, ''] : [];
}

function row(width: number, name: string, cells: readonly string[]): string {
  return [fitted(name, width), ...cells.map((cell) => cell.padStart(12))].join(' ').trimEnd();
}

function differenceLine(report: Report): string {
  const { comparison } = report;
  if (!comparison || comparison.primary.samples === 0) return '';
  const pairs = pairsByRule(comparison).filter(({ rule }) => rule !== 'contains');
  const texts = pairs.map(({ rule, mean, interval, test }) => {
    const details = [interval && pointRange(interval), test && pText(test.p)].filter(Boolean).join('; ');
    return `${rule} ${points(mean)}${details && ` (${details})`}`;
  });
  const rated = ratingsText(comparison);
  const lines = [
    `${comparison.compare} − ${comparison.against} in points: ${texts.join(', ')}`,
    rated && `by the judge ${rated}`,
    disagreement(comparison, unitOf(report)),
  ];
  return `\n${lines.flatMap((line) => (line ? [wrapped(line)] : [])).join('\n')}`;
}

function ratedLines(report: Report): string {
  const texts = ratedTexts(report);
  return texts.length === 0 ? '' : `\n${texts.map((line) => wrapped(line)).join('\n')}`;
}

function furtherLines({ comparisons, ...counts }: Report): string {
  const unit = unitOf(counts);
  const texts = comparisons.map((comparison) => {
    const { compare, against, metric, primary, alpha } = comparison;
    const { dimension, value, interval, test } = primary;
    const slice = dimension === null ? '' : ` of ${value}`;
    const details = [interval && `${confidence(alpha)} interval ${pointRange(interval)}`, test && pText(test.p)]
      .filter(Boolean)
      .join('; ');
    const figures = `${points(primary.mean)}${details && ` (${details})`}`;
    return wrapped(
      `further comparison: ${compare} − ${against} by ${metricText(metric)}${slice} ${figures}: ${verdictText(comparison, unit)}`,
    );
  });
  return texts.length === 0 ? '' : `\n${texts.join('\n')}`;
}

function looksLine(report: Report): string {
  const text = looksText(report);
  return text === undefined ? '' : `\n${wrapped(text)}`;
}

/** Says what was not paid again, so that nobody wonders why a run was quick. */
function reuseLine({ execution: { tuned, calls } }: Report): string {
  const answers = calls.reduce((sum, { reused }) => sum + reused, 0);
  const parts = [
    ...(tuned?.reusedFrom === undefined ? [] : [`the model tuned by run ${tuned.reusedFrom}`]),
    ...(answers === 0 ? [] : [counted(answers, answers === 1 ? 'answer or rating' : 'answers and rating')]),
  ];
  return parts.length === 0
    ? ''
    : `\n${wrapped(`Taken over from earlier runs, and not paid again: ${parts.join(', and ')}.`)}`;
}

function costLine({ execution }: Report): string {
  const text = costText(execution);
  return text === undefined ? '' : `\n${wrapped(`Cost: ${text}.`)}`;
}

function estimateLine({ execution }: Report): string {
  const text = missedText(execution);
  return text === undefined ? '' : `\n${wrapped(text)}`;
}
