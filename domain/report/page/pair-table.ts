import type { Comparison } from '../../measuring/metrics-schema.ts';
import type { Example, Report } from '../report-schema.ts';
import { metricText, whole } from '../words/format.ts';
import { type Html, html } from './html-text.ts';
import { scrollable } from './parts.ts';

/** Both candidates' right and wrong answers against each other, each group with a link to its answers. */
export function pairTable(report: Report, { compare, against, metric, primary }: Comparison): Html | undefined {
  const { both, onlyCompare, onlyAgainst, neither } = primary.pairs;
  const total = both + onlyCompare + onlyAgainst + neither;
  if (total === 0) return undefined;
  const group = (count: number, kind: Example['kind']) => groupCell(count, total, kind, report);
  return html`<h3>Pair by pair <small>${metricText(metric)}</small></h3>
${scrollable(
  'Right and wrong answers of the pair',
  html`<table class="square"><thead><tr><td></td><th scope="col" class="number">${against} right</th><th scope="col" class="number">${against} wrong</th><th scope="col" class="number">together</th></tr></thead>
<tbody><tr><th scope="row">${compare} right</th>${group(both, 'both right')}${group(onlyCompare, 'gained')}${sumCell(both + onlyCompare)}</tr>
<tr><th scope="row">${compare} wrong</th>${group(onlyAgainst, 'lost')}${group(neither, 'both wrong')}${sumCell(onlyAgainst + neither)}</tr>
<tr><th scope="row">together</th>${sumCell(both + onlyAgainst)}${sumCell(onlyCompare + neither)}${sumCell(total)}</tr></tbody></table>`,
)}`;
}

/** A link only where there are answers to show. */
function groupCell(count: number, total: number, kind: Example['kind'], { examples }: Report): Html {
  const share = html`<small>${((100 * count) / total).toFixed(1)} %</small>`;
  const hasExamples = examples.shown.some((example) => example.kind === kind);
  const number = hasExamples ? html`<a href="#${kind.replace(' ', '-')}">${whole(count)}</a>` : whole(count);
  return html`<td class="number ${(kind === 'gained' || kind === 'lost') && 'changed'}">${number}${share}</td>`;
}

function sumCell(count: number): Html {
  return html`<td class="number sum">${whole(count)}</td>`;
}
