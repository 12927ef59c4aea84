import type { Score, SliceMetrics } from '../../measuring/metrics-schema.ts';
import { minimumClusters } from '../../statistics/clustered.ts';
import { metricsShown } from '../metrics-shown.ts';
import type { CandidateReport, Report } from '../report-schema.ts';
import {
  confidence,
  counted,
  metricText,
  percent,
  percentRange,
  questionsAbout,
  sumText,
  whole,
} from '../words/format.ts';
import { sinceText } from '../words/further-words.ts';
import { unitOf } from '../words/headline.ts';
import { settledText } from '../words/judge-words.ts';
import { repeatsText } from '../words/repeats-text.ts';
import { type Html, html } from './html-text.ts';
import { candidateName, scrollable } from './parts.ts';

/** All candidates by each rule, and by the primary metric on closed and open questions. */
export function scoresSection(report: Report): Html {
  const metric = report.comparison?.metric ?? 'normalised';
  const metrics = metricsShown(report);
  const head = html`<tr><th scope="col">Candidate</th>${metrics.map(
    (rule) => html`<th scope="col" class="number${rule === metric ? ' primary' : ''}">${rule}</th>`,
  )}<th scope="col" class="number">closed</th><th scope="col" class="number">open</th></tr>`;
  const rows = report.candidates.map(
    (candidate) => html`<tr class="${candidate.kind}"><th scope="row">${candidateName(candidate, report)}</th>
${metrics.map((rule) => scoreCell(all(candidate)?.scores[rule], rule === metric))}
${['closed', 'open'].map((value) => scoreCell(sliceOf(candidate, value)?.scores[metric], false))}</tr>`,
  );
  const alpha = report.comparison?.alpha ?? 0.05;
  return html`<section aria-labelledby="scores"><h2 id="scores">Scores</h2>
${scrollable('Scores of all candidates', html`<table><thead>${head}</thead><tbody>${rows}</tbody></table>`)}
<p class="caption">Right answers of ${questionsAbout(report)}, ${intervalText(report, alpha)}. Closed (yes or no) and open questions by ${metricText(metric)}. Every rule is the same for every candidate.</p></section>`;
}

function intervalText(report: Report, alpha: number): string {
  const unit = unitOf(report);
  return report.clusters < minimumClusters
    ? `too few ${unit}s for intervals`
    : `with intervals clustered by ${unit} at ${confidence(alpha)}${sinceText(report.comparison)}`;
}

function all({ slices }: CandidateReport): SliceMetrics | undefined {
  return slices[0];
}

function sliceOf({ slices }: CandidateReport, value: string): SliceMetrics | undefined {
  return slices.find((slice) => slice.dimension === 'answer' && slice.value === value);
}

function scoreCell(score: Score | undefined, isPrimary: boolean): Html {
  if (score?.mean === undefined) return html`<td class="number">–</td>`;
  return html`<td class="number${isPrimary && ' primary'}"><span class="score">${percent(score.mean)}</span><small>${sumText(score.points)} of ${whole(score.samples)}</small>${
    score.interval && html`<small>${percentRange(score.interval)}</small>`
  }</td>`;
}

/** How each candidate's questions ended, and what the judge said; every question is in exactly one of the first three columns. */
export function outcomesSection(report: Report): Html {
  const labels = report.candidates.find((candidate) => all(candidate)?.ratings)?.slices[0]?.ratings?.labels ?? [];
  const head = ['answered', 'refused', 'failed', 'unreadable', 'cut by length', ...labels.map(({ label }) => label)];
  const rows = report.candidates.map((candidate) => outcomeRow(candidate, labels.length, report));
  return html`<section aria-labelledby="outcomes"><h2 id="outcomes">Every question accounted for</h2>
${scrollable(
  'Outcomes and ratings',
  html`<table><thead><tr><th scope="col">Candidate</th>${head.map((title, index) => html`<th scope="col" class="number${index === 5 && ' first'}">${title}</th>`)}${
    labels.length > 0 && html`<th scope="col" class="number">no rating</th>`
  }</tr></thead><tbody>${rows}</tbody></table>`,
)}
<p class="caption">Answered, refused and failed add up to ${counted(report.samples, 'question')}. A refusal is wrong; a failure is missing and never counted as wrong. Unreadable: a yes/no question from whose answer neither can be read; wrong. Cut by length: scored as it is.${judgeCaption(report)}${repeatsCaption(report)}</p></section>`;
}

function outcomeRow(candidate: CandidateReport, labels: number, report: Report): Html {
  const { answered = 0, refused = 0, failed = 0, unreadable = 0, cutByLength = 0, ratings } = all(candidate) ?? {};
  const rated = ratings
    ? [...ratings.labels.map(({ count }) => whole(count)), whole(ratings.refused + ratings.failed + ratings.unrated)]
    : Array.from({ length: labels > 0 ? labels + 1 : 0 }, () => '–');
  const counts = [answered, refused, failed, unreadable, cutByLength].map(whole);
  return html`<tr class="${candidate.kind}"><th scope="row">${candidateName(candidate, report)}</th>${[
    ...counts,
    ...rated,
  ].map((text, index) => html`<td class="number${index === 5 && ' first'}">${text}</td>`)}</tr>`;
}

function repeatsCaption(report: Report): string {
  const text = repeatsText(report);
  return text === undefined ? '' : ` ${text} The counts are of the answer in the middle, or of a failure.`;
}

function judgeCaption(report: Report): string {
  const { judge } = report;
  if (!judge) return '';
  const settled = settledText(report);
  return ` The labels are the judge's (${judge.model}): it rated ${counted(judge.rated, 'distinct answer')} without knowing whose they are, and gave none to ${whole(judge.failed)}.${settled ? ` ${settled}` : ''}`;
}
