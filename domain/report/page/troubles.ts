import type { Report } from '../../report.ts';
import { counted } from '../format.ts';
import { type Html, html } from '../html-text.ts';
import { foreign, scrollable, swatch } from './parts.ts';

/** The refusals and failures, and what they do to the verdict. */
export function troublesSection(report: Report): Html {
  const { troubles, comparison } = report;
  const title = html`<h2 id="troubles">Refusals and failures</h2>`;
  if (troubles.length === 0) {
    return html`<section aria-labelledby="troubles">${title}<p>None: every candidate answered every question.</p></section>`;
  }
  const rows = troubles.map(
    ({ sample, candidate, outcome, reason }) =>
      html`<tr><th scope="row">${sample}</th><td>${swatch(candidate, report)}${candidate}</td><td>${outcome}</td><td dir="auto">${foreign(reason)}</td></tr>`,
  );
  return html`<section aria-labelledby="troubles">${title}
${scrollable(
  'Refusals and failures',
  html`<table><thead><tr><th scope="col">Question</th><th scope="col">Candidate</th><th scope="col">outcome</th><th scope="col">reason</th></tr></thead><tbody>${rows}</tbody></table>`,
)}
<p class="caption">${caption(report)}${comparison?.bounds && ` ${missingText(comparison)}`}</p></section>`;
}

function caption({ candidates, troubles }: Report): string {
  const total = candidates.reduce((sum, { slices: [all] }) => sum + (all?.refused ?? 0) + (all?.failed ?? 0), 0);
  return total > troubles.length
    ? `The first ${troubles.length} of ${total}; all are in predictions.csv.`
    : 'All of them.';
}

function missingText({ compare, against, primary, bounds, verdict }: NonNullable<Report['comparison']>): string {
  const lack = `${counted(primary.missing, 'question')} without a score of ${compare} or ${against} cannot be compared.`;
  const [best, worst] = [bounds?.for.verdict, bounds?.against.verdict];
  if (best === verdict && worst === verdict)
    return `${lack} However they had been scored, the verdict would be ${verdict}.`;
  return `${lack} Were all counted for ${compare} the verdict would be ${best}, were all counted against it ${worst}: so it is ${verdict}.`;
}
