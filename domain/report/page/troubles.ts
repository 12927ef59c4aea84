import { judgeName, raterName } from '../../grading/rating.ts';
import type { Reason } from '../../measuring/metrics-schema.ts';
import type { Report } from '../report-schema.ts';
import { counted, whole } from '../words/format.ts';
import { reasonText } from '../words/reason-words.ts';
import { type Html, html } from './html-text.ts';
import { foreign, scrollable, swatch } from './parts.ts';

/** The refusals and failures, and what they do to the verdict. */
export function troublesSection(report: Report): Html {
  const { troubles, comparison } = report;
  const title = html`<h2 id="troubles">Refusals and failures</h2>`;
  if (troubles.length === 0 && reasonsOf(report).length === 0) {
    return html`<section aria-labelledby="troubles">${title}<p>None: every candidate answered every question.</p></section>`;
  }
  const rows = troubles.map(
    ({ sample, candidate, outcome, reason }) =>
      html`<tr><th scope="row">${sample}</th><td>${swatch(candidate, report)}${candidate}</td><td>${outcome}</td><td dir="auto">${foreign(reason)}</td></tr>`,
  );
  return html`<section aria-labelledby="troubles">${title}
${reasonsTable(report)}
${scrollable(
  'Refusals and failures',
  html`<table><thead><tr><th scope="col">Question</th><th scope="col">Candidate</th><th scope="col">outcome</th><th scope="col">reason</th></tr></thead><tbody>${rows}</tbody></table>`,
)}
<p class="caption">${caption(report)}${comparison?.bounds && ` ${missingText(comparison)}`}</p></section>`;
}

/** All that ended without an answer or a rating, of candidates and raters. */
function reasonsOf({ candidates, judge, graders = [] }: Report): (Reason & { who: string })[] {
  const ended = [
    ...candidates.map(({ name, reasons }) => ({ who: name, reasons })),
    ...(judge ? [{ who: judgeName, reasons: judge.reasons }] : []),
    ...graders.map(({ name, reasons }) => ({ who: raterName(name), reasons })),
  ];
  return ended.flatMap(({ who, reasons = [] }) => reasons.map((reason) => ({ who, ...reason })));
}

function reasonsTable(report: Report): Html | undefined {
  const reasons = reasonsOf(report);
  if (reasons.length === 0) return undefined;
  const said = ({ who, code }: { who: string; code: string }) =>
    report.execution.said?.find((one) => one.who === who && one.code === code)?.said;
  const rows = reasons.map(
    (reason) =>
      html`<tr><th scope="row">${reason.who}</th><td>${reason.outcome}</td><td><bdi>${reasonText(reason)}</bdi></td><td class="number">${whole(reason.count)}</td><td dir="auto">${foreign(said(reason) ?? '')}</td></tr>`,
  );
  return scrollable(
    'Reasons of refusals and failures',
    html`<table><thead><tr><th scope="col">Of</th><th scope="col">outcome</th><th scope="col">reason</th><th scope="col" class="number">times</th><th scope="col">what the provider said first</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
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
