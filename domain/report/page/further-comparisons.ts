import type { Comparison } from '../../measuring/metrics-schema.ts';
import type { Report } from '../report-schema.ts';
import { confidence, metricText, pointRange, points, pText, whole } from '../words/format.ts';
import { furtherCaption, goalText, verdictText } from '../words/further-words.ts';
import { unitOf } from '../words/headline.ts';
import { type Html, html } from './html-text.ts';
import { differenceLine, type Scale, scaleOver } from './interval.ts';
import { scrollable, swatch } from './parts.ts';

/** The comparisons that the spec names beside the one that decides, each with a verdict of its own. */
export function furtherComparisonsSection(report: Report): Html | undefined {
  const { comparisons } = report;
  const [first] = comparisons;
  if (!first) return undefined;
  const intervals = comparisons.flatMap(({ primary: { interval } }) => (interval ? [interval] : []));
  const scale = scaleOver(intervals, Math.max(...comparisons.map(goalOf)));
  const rows = comparisons.map((comparison) => row(comparison, scale, report));
  const title = `Further comparison${comparisons.length === 1 ? '' : 's'}`;
  return html`<section aria-labelledby="further"><h2 id="further">${title}</h2>
${scrollable(
  title,
  html`<table class="slices"><thead><tr><th scope="col">Compared</th><th scope="col" class="number">questions</th><th scope="col" class="number">difference</th><th scope="col" class="plot">${confidence(first.alpha)} interval</th><th scope="col">verdict</th></tr></thead><tbody>${rows}</tbody></table>`,
)}
<p class="caption">${furtherCaption(first)} Shaded: less than the minimum effect or margin.</p></section>`;
}

function goalOf({ margin, minimumEffect }: Comparison): number {
  return margin ?? minimumEffect;
}

function row(comparison: Comparison, scale: Scale, report: Report): Html {
  const { compare, against, metric, primary } = comparison;
  const { mean, test } = primary;
  return html`<tr><th scope="row">${swatch(compare, report)}${compare} − ${swatch(against, report)}${against}<br><small>by ${metricText(metric)}${primary.dimension !== null && html`, <bdi>${primary.value}</bdi> only`}</small></th>
<td class="number">${whole(primary.samples)}</td>
<td class="number"><span class="score">${points(mean)}</span>${test && html`<small>${pText(test.p)}</small>`}</td>
<td class="plot">${plot(comparison, scale)}</td>
<td>${verdictText(comparison, unitOf(report))}<small>${goalText(comparison)}</small></td></tr>`;
}

function plot(comparison: Comparison, scale: Scale): Html | undefined {
  const { mean, interval } = comparison.primary;
  if (mean === undefined || !interval) return undefined;
  const words = `${points(mean)} points, ${pointRange(interval)}`;
  return html`${differenceLine({ mean, interval, minimumEffect: goalOf(comparison), scale, words })}<small>${pointRange(interval)}</small>`;
}
