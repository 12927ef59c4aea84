import { type Chart, sliceChartFile } from '../charts/charts.ts';
import type { Selected } from '../chosen/selection.ts';
import type { Report } from '../report-schema.ts';
import { headingOf } from '../words/notices.ts';
import { auditSection } from './audit.ts';
import { documentHead } from './document-head.ts';
import { furtherComparisonsSection } from './further-comparisons.ts';
import { gallerySection } from './gallery.ts';
import { type Html, html, trusted } from './html-text.ts';
import { judgeAgainstRulesSection } from './judge-against-rules.ts';
import { looksLine } from './looks.ts';
import { methodSection } from './method.ts';
import { pairsSection } from './pairs.ts';
import type { Thumbnails } from './parts.ts';
import { chartFigure } from './parts.ts';
import { provenanceSection } from './provenance.ts';
import { outcomesSection, scoresSection } from './scores.ts';
import { slicesSection } from './slices.ts';
import { troublesSection } from './troubles.ts';
import { verdictHeader } from './verdict.ts';

/** What a reader with scripts can page through. */
export interface Browsing {
  selected: Selected;
  /** The text of `browse.js`. */
  script: string;
}

/** The report as one page that needs no network; its script is not needed to read it. */
export function htmlPage(
  report: Report,
  charts: readonly Chart[],
  thumbnails: Thumbnails,
  browsing?: Browsing,
): string {
  const { tempera } = report.provenance.versions;
  const head = {
    title: `${report.name}: ${headingOf(report)}`,
    madeBy: `Tempera ${tempera}`,
    ...(browsing && { script: browsing.script }),
  };
  return html`${documentHead(head)}
<body>
<a class="skip" href="#scores">Skip to the scores</a>
<main>
${verdictHeader(report)}
${looksLine(report)}
${scoresSection(report)}
${pairsSection(report)}
${furtherComparisonsSection(report)}
${chartsSection(charts.filter(({ file }) => file !== sliceChartFile))}
${slicesSection(
  report,
  charts.find(({ file }) => file === sliceChartFile),
)}
${outcomesSection(report)}
${gallerySection(report, thumbnails, browsing?.selected)}
${judgeAgainstRulesSection(report, thumbnails)}
${auditSection(report, thumbnails)}
${troublesSection(report)}
${methodSection(report)}
${provenanceSection(report)}
</main>
${browsing && browsing.selected.samples.length > 0 && html`<script>${trusted(browsing.script)}</script>`}
</body>
</html>
`.toString();
}

function chartsSection(charts: readonly Chart[]): Html | undefined {
  if (charts.length === 0) return undefined;
  return html`<section aria-labelledby="charts"><h2 id="charts">At a glance</h2>
<div class="charts">${charts.map(chartFigure)}</div></section>`;
}
