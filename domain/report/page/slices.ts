import type { Comparison, Difference } from '../../measuring/metrics-schema.ts';
import { minimumClusters } from '../../statistics/clustered.ts';
import { minimumChanged } from '../../statistics/difference.ts';
import type { Chart } from '../charts/charts.ts';
import type { Report } from '../report-schema.ts';
import { confidence, counted, metricText, percent, pointRange, points, pText, whole } from '../words/format.ts';
import { alphaText, sinceText } from '../words/further-words.ts';
import { unitOf } from '../words/headline.ts';
import { type Html, html } from './html-text.ts';
import { candidateName, chartFigure, scrollable } from './parts.ts';

/** All slices by the primary metric: the differences of the compared pair as a chart, then all numbers. */
export function slicesSection(report: Report, chart?: Chart): Html | undefined {
  const slices = report.candidates[0]?.slices ?? [];
  if (slices.length < 2) return undefined;
  const { comparison } = report;
  const head = html`<tr><th scope="col">Slice</th><th scope="col" class="number">questions</th>${report.candidates.map(
    (candidate) => html`<th scope="col" class="number">${candidateName(candidate, report)}</th>`,
  )}${comparison && html`<th scope="col" class="number">difference</th>`}</tr>`;
  const rows = slices.map((slice, index) => {
    const isNewGroup = index > 0 && slices[index - 1]?.dimension !== slice.dimension;
    return html`<tr class="${isNewGroup && 'group'}"><th scope="row">${sliceName(slice.dimension, slice.value)}</th><td class="number">${whole(slice.samples)}</td>${scoreCells(report, slice)}${
      comparison && differenceCell(comparison, slice, unitOf(report))
    }</tr>`;
  });
  return html`<section aria-labelledby="slices"><h2 id="slices">By kind of question</h2>
${chart && html`<div class="charts slices-chart">${chartFigure(chart)}</div>`}
${scrollable('Scores by slice', html`<table class="slices"><thead>${head}</thead><tbody>${rows}</tbody></table>`)}
${comparison && html`<p class="caption">${familyText(comparison, unitOf(report))}</p>`}</section>`;
}

function familyText(comparison: Comparison, unit: string): string {
  const { metric, alpha } = comparison;
  const all = differencesOf(comparison);
  const secondary = all.filter(({ test, sameAs }) => test?.adjusted !== undefined && !sameAs);
  const rule = `Slices of fewer than ${minimumClusters} ${unit}s, or ${minimumChanged} with a difference, show counts and are not tested.`;
  const [one] = secondary;
  const family =
    one?.alpha === undefined || secondary.length === 1
      ? ''
      : `The ${counted(secondary.length, 'tested slice')} share α: each interval is at ${confidence(one.alpha)} (1 − ${alphaText(comparison, secondary.length)}), and p is adjusted by Holm within them. `;
  return `Hollow: too few to test; shaded: less than the ${comparison.margin === undefined ? 'minimum effect' : 'margin'}. By ${metricText(metric)}; all, and the verdict’s own slice, at ${confidence(alpha)}${sinceText(comparison)}. ${family}${sameText(all)}${rule} No verdict rests on the other slices.`;
}

function sameText(differences: readonly Difference[]): string {
  const same = differences.flatMap(({ dimension, value, sameAs }) =>
    sameAs ? [`${nameOf({ dimension, value })} and ${nameOf(sameAs)} are the same questions, and count once. `] : [],
  );
  return same.join('');
}

function nameOf({ dimension, value }: Named): string {
  return dimension === null ? 'all' : `${dimension} ${value}`;
}

function sliceName(dimension: string | null, value: string): Html {
  return dimension === null ? html`all` : html`<small>${dimension}</small> <bdi>${value}</bdi>`;
}

interface Named {
  dimension: string | null;
  value: string;
}

function scoreCells({ candidates, comparison }: Report, { dimension, value }: Named): Html[] {
  const metric = comparison?.metric ?? 'normalised';
  return candidates.map(({ slices }) => {
    const slice = slices.find((one) => one.dimension === dimension && one.value === value);
    return html`<td class="number">${percent(slice?.scores[metric]?.mean)}</td>`;
  });
}

function differencesOf({ differences, metric }: Comparison): Difference[] {
  return differences.filter(({ rule }) => rule === metric);
}

function differenceCell(comparison: Comparison, { dimension, value }: Named, unit: string): Html {
  const found = differencesOf(comparison).find((one) => one.dimension === dimension && one.value === value);
  if (found?.mean === undefined) return html`<td class="number">–</td>`;
  const { mean, interval, test, changed, clusters } = found;
  const few = html`<small>${whole(changed)} of ${counted(clusters, unit)} differ: too few to test</small>`;
  return html`<td class="number"><span class="score">${points(mean)}</span>${interval ? html`<small>${pointRange(interval)}</small>` : few}${test && html`<small>${pText(test.adjusted ?? test.p)}</small>`}</td>`;
}
