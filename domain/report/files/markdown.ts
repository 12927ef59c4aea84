import { missedText } from '../../cost/against-estimate.ts';
import { costText } from '../../cost/costs.ts';
import type { Metric } from '../../grading/grading.ts';
import type { Difference, Score } from '../../measuring/metrics-schema.ts';
import { pairsByRule } from '../chosen/pairs.ts';
import { metricsShown } from '../metrics-shown.ts';
import type { CandidateReport, Report } from '../report-schema.ts';
import { auditText } from '../words/audit-words.ts';
import {
  confidence,
  metricText,
  percent,
  percentRange,
  pointRange,
  points,
  pText,
  pValue,
  questionsAbout,
  sumText,
  whole,
} from '../words/format.ts';
import { furtherCaption, goalText, verdictText } from '../words/further-words.ts';
import { unitOf } from '../words/headline.ts';
import { againstRulesText, familyWarning, settledText } from '../words/judge-words.ts';
import { looksText } from '../words/look-words.ts';
import { headingOf, noticesOf } from '../words/notices.ts';
import { remarksOf } from '../words/remarks.ts';
import { repeatsText } from '../words/repeats-text.ts';
import { disagreement, intervalRuleText, planningText, pSource, ratingsText } from '../words/second-words.ts';

/** The report as a summary that fits a pull request. */
export function markdownReport(report: Report): string {
  const sections = [
    `## ${escapeMarkdown(report.name)}: ${headingOf(report)}`,
    noticeLines(report),
    `**${escapeMarkdown(report.headline)}**`,
    remarksOf(report).map(escapeMarkdown).join('\n\n'),
    scoresTable(report),
    differencesTable(report),
    differenceLines(report),
    furtherTable(report),
    ratingsTable(report),
    judgeLines(report),
    accountsLine(report),
    escapeMarkdown(looksText(report) ?? ''),
    auditText(report.audit) ?? '',
    provenanceLines(report),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function noticeLines(report: Report): string {
  const notices = noticesOf(report);
  return notices.map(({ title, text }) => `> **${title}**: ${escapeMarkdown(text)}`).join('\n>\n');
}

function scoresTable(report: Report): string {
  const { candidates, samples, images } = report;
  const metrics = metricsShown(report);
  const rows = candidates.map((candidate) => [
    candidate.kind === 'baseline' ? `*${candidate.name}*` : candidate.name,
    ...metrics.map((metric) => scoreCell(candidate, metric)),
    sliceCell(candidate, 'closed'),
    sliceCell(candidate, 'open'),
  ]);
  const head = ['', ...metrics, 'closed', 'open'];
  const caption = `${questionsAbout({ samples, images })}; closed and open by normalised match.`;
  return `${table(head, rows)}\n\n${caption}`;
}

function scoreCell({ slices }: CandidateReport, metric: Metric): string {
  return scoreText(slices[0]?.scores[metric]);
}

function sliceCell({ slices }: CandidateReport, value: string): string {
  return scoreText(slices.find((slice) => slice.dimension === 'answer' && slice.value === value)?.scores.normalised);
}

function scoreText(score: Score | undefined): string {
  if (!score || score.mean === undefined) return '–';
  const range = score.interval ? `<br><sub>${percentRange(score.interval)}</sub>` : '';
  return `${percent(score.mean)} (${sumText(score.points)}/${whole(score.samples)})${range}`;
}

function differencesTable({ comparison }: Report): string {
  if (!comparison) return '';
  const { compare, against, alpha } = comparison;
  const rows = pairsByRule(comparison).map((difference) => [
    difference.rule,
    points(difference.mean),
    rangeText(difference),
    pValue(difference.test?.p),
    ...pairCells(difference),
  ]);
  const head = [
    `${compare} − ${against}`,
    'points',
    `${confidence(alpha)} interval`,
    'p',
    'both right',
    `only ${compare}`,
    `only ${against}`,
    'neither',
  ];
  return table(head, rows);
}

function differenceLines(report: Report): string {
  const { comparison } = report;
  if (!comparison) return '';
  const unit = unitOf(report);
  const { primary, ratings } = comparison;
  const lines = [
    disagreement(comparison, unit),
    intervalRuleText(primary, unit),
    primary.mcNemar !== undefined &&
      `p ${pSource(primary, unit)}; if samples were independent, McNemar's would be ${pValue(primary.mcNemar)} (no verdict rests on it).`,
    ratings && `The judge: ${ratingsText(comparison)}${ratings.test ? `, ${pText(ratings.test.p)}` : ''}.`,
    planningText(comparison, primary.clusters, unit),
  ];
  return lines.filter(Boolean).join('\n');
}

function furtherTable(report: Report): string {
  const { comparisons } = report;
  const [first] = comparisons;
  if (!first) return '';
  const rows = comparisons.map((comparison) => {
    const { compare, against, metric, primary } = comparison;
    const slice = primary.dimension === null ? '' : `, ${escapeMarkdown(primary.value)} only`;
    return [
      `${compare} − ${against} by ${metricText(metric)}${slice}`,
      whole(primary.samples),
      points(primary.mean),
      rangeText(primary),
      pValue(primary.test?.p),
      `${verdictText(comparison, unitOf(report))} (${goalText(comparison)})`,
    ];
  });
  const head = ['further comparison', 'questions', 'points', `${confidence(first.alpha)} interval`, 'p', 'verdict'];
  return `${table(head, rows)}\n\n${furtherCaption(first)}`;
}

function rangeText({ interval }: Difference): string {
  return interval ? pointRange(interval) : 'too few images';
}

function pairCells({ pairs }: Difference): string[] {
  return [pairs.both, pairs.onlyCompare, pairs.onlyAgainst, pairs.neither].map(whole);
}

function ratingsTable({ candidates }: Report): string {
  const rated = candidates.flatMap(({ name, slices }) =>
    slices[0]?.ratings ? [{ name, ratings: slices[0].ratings }] : [],
  );
  const [first] = rated;
  if (!first) return '';
  const rows = rated.map(({ name, ratings }) => [
    name,
    ...ratings.labels.map(({ count }) => whole(count)),
    whole(ratings.refused + ratings.failed + ratings.unrated),
  ]);
  return table(['judge', ...first.ratings.labels.map(({ label }) => escapeMarkdown(label)), 'no rating'], rows);
}

function judgeLines(report: Report): string {
  const texts = [settledText(report), againstRulesText(report), familyWarning(report)].filter(
    (text) => text !== undefined,
  );
  return texts.map(escapeMarkdown).join('\n');
}

function accountsLine(report: Report): string {
  const accounts = report.candidates
    .filter(({ kind }) => kind === 'candidate')
    .map(({ name, slices }) => {
      const { answered = 0, refused = 0, failed = 0, unreadable = 0, cutByLength = 0 } = slices[0] ?? {};
      return `${name}: ${whole(answered)} answered, ${whole(refused)} refused, ${whole(failed)} failed (${whole(unreadable)} unreadable, ${whole(cutByLength)} cut by length)`;
    });
  const repeats = repeatsText(report);
  return [`${accounts.join(' · ')}.`, ...(repeats === undefined ? [] : [escapeMarkdown(repeats)])].join(' ');
}

function provenanceLines({ provenance, candidates, execution }: Report): string {
  const models = candidates
    .filter(({ kind }) => kind === 'candidate')
    .map((candidate) => `${candidate.name}: ${modelText(candidate)}`);
  const cost = costText(execution);
  const missed = missedText(execution);
  return `<sub>${models.join(' · ')}${cost === undefined ? '' : ` · ${escapeMarkdown(cost)}`}${missed === undefined ? '' : ` · ${escapeMarkdown(missed)}`} · data \`${provenance.dataset.fingerprint.slice(0, 12)}\` · run \`${execution.run}\` · Tempera ${provenance.versions.tempera}</sub>`;
}

function modelText({ model, tunedFrom, models, floating, stored }: CandidateReport): string {
  if (stored) return `\`${model}\`, from ${escapeMarkdown(stored.from)}`;
  if (tunedFrom !== undefined) return `fine-tuned from \`${tunedFrom}\``;
  const alias = floating ? `, a floating alias, answered by ${models.map((name) => `\`${name}\``).join(', ')}` : '';
  return `\`${model}\`${alias}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Text in which Markdown and HTML find nothing to act on. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~&!]/g, (mark) => `\\${mark}`).replace(/\s+/g, ' ');
}
