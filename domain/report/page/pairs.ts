import type { Comparison, Difference, PairedDifference, RatingDifference } from '../../measuring/metrics-schema.ts';
import { pairsByRule } from '../chosen/pairs.ts';
import type { Report } from '../report-schema.ts';
import { confidence, metricText, percent, pointRange, points, pValue, whole } from '../words/format.ts';
import { sinceText } from '../words/further-words.ts';
import { unitOf } from '../words/headline.ts';
import { disagreement, intervalRuleText, planningText, pSource } from '../words/second-words.ts';
import { type Html, html } from './html-text.ts';
import { pairTable } from './pair-table.ts';
import { scrollable } from './parts.ts';

/** The compared pair by each rule, strict and lenient side by side, then by the judge; with what a test of this size can find. */
export function pairsSection(report: Report): Html | undefined {
  const { comparison } = report;
  if (!comparison) return undefined;
  const { compare, against, alpha, metric, primary, ratings } = comparison;
  const unit = unitOf(report);
  const rows = pairsByRule(comparison).map((difference) => pairRow(difference, difference.rule === metric));
  const disagree = disagreement(comparison, unit);
  const rule = intervalRuleText(primary, unit);
  const planning = planningText(comparison, primary.clusters, unit);
  return html`<section aria-labelledby="pairs"><h2 id="pairs">${compare} against ${against}</h2>
${scrollable(
  'The compared pair by each rule',
  html`<table><thead><tr><th scope="col">Rule</th>${measuredHead(alpha)}
<th scope="col" class="number">both right</th><th scope="col" class="number">only ${compare}</th><th scope="col" class="number">only ${against}</th><th scope="col" class="number">neither</th></tr></thead><tbody>${rows}</tbody></table>`,
)}
${disagree && html`<p class="caption warning">${disagree}</p>`}
${rule && html`<p class="caption">${rule}</p>`}
<p class="caption">Both answered the same ${primary.dimension !== null && `${primary.value} `}questions; each question is one pair. The verdict follows ${metricText(metric)} alone; the others are shown so that one sees what strictness does to either candidate.${independentText(primary, unit)}${familyText(comparison)}</p>
${pairTable(report, comparison)}
${ratings && ratingsTable(ratings, alpha)}
${planning && html`<p class="caption">${planning}</p>`}</section>`;
}

function measuredHead(alpha: number): Html {
  return html`<th scope="col" class="number">difference</th><th scope="col" class="number">${confidence(alpha)} interval</th><th scope="col" class="number">p</th>`;
}

function measuredCells({ mean, interval, test }: PairedDifference): Html {
  return html`<td class="number"><span class="score">${points(mean)}</span></td>
<td class="number">${interval ? pointRange(interval) : 'too few to tell'}</td><td class="number">${pValue(test?.p)}</td>`;
}

function countCells(counts: readonly number[]): Html {
  return html`${counts.map((count) => html`<td class="number">${whole(count)}</td>`)}`;
}

function pairRow(difference: Difference, isPrimary: boolean): Html {
  const { both, onlyCompare, onlyAgainst, neither } = difference.pairs;
  return html`<tr class="${isPrimary && 'primary'}"><th scope="row">${difference.rule}</th>${measuredCells(difference)}${countCells([both, onlyCompare, onlyAgainst, neither])}</tr>`;
}

function familyText(comparison: Comparison): string {
  const { family, alpha } = comparison;
  return family > 1 ? ` Intervals are at ${confidence(alpha)}${sinceText(comparison)}.` : '';
}

function independentText(difference: Difference, unit: string): string {
  const { mcNemar } = difference;
  if (mcNemar === undefined) return '';
  return ` p is ${pSource(difference, unit)}; if samples were independent, McNemar’s would be ${pValue(mcNemar)}.`;
}

function ratingsTable(ratings: RatingDifference, alpha: number): Html {
  const { samples, higher, equal, lower } = ratings;
  const shares = [higher, equal, lower].map(
    (count) =>
      html`<td class="number">${whole(count)}<small>${percent(samples > 0 ? count / samples : undefined)}</small></td>`,
  );
  return html`<h3 id="ratings">By the judge’s ratings</h3>
${scrollable(
  'The compared pair by the judge’s ratings',
  html`<table><thead><tr><th scope="col">Order</th>${measuredHead(alpha)}<th scope="col" class="number">rated higher</th><th scope="col" class="number">rated the same</th><th scope="col" class="number">rated lower</th></tr></thead>
<tbody><tr><th scope="row">higher − lower</th>${measuredCells(ratings)}${shares}</tr></tbody></table>`,
)}
<p class="caption">Share of questions rated higher minus share rated lower; only the order of the labels counts, no distance between them. A refusal is below every label; ${ratings.missing > 0 ? `${whole(ratings.missing)} without a rating are left out` : 'every question has two ratings'}. No verdict rests on it.</p>`;
}
