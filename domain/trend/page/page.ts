import { shutdownText } from '../../models/shutdown.ts';
import { documentHead } from '../../report/page/document-head.ts';
import { type Html, html } from '../../report/page/html-text.ts';
import { counted, percent, percentRange, points } from '../../report/words/format.ts';
import type { ShownRun, TrendReport } from '../trend-report.ts';
import { followedText, lookSentence, trendSentence, trendTitle } from '../trend-words.ts';
import { trendChart } from './chart.ts';
import { methodSection } from './method.ts';
import { looksSection, runsSection, segmentsSection } from './tables.ts';

/** The trend of a schedule as one page that needs no network and no script; `now` in milliseconds since 1970. */
export function trendPage(trend: TrendReport, now: number): string {
  const chart = trendChart(trend);
  const head = { title: `${trend.schedule}: ${trendTitle(trend)}`, madeBy: 'Tempera', style: ownStyle };
  return html`${documentHead(head)}
<body>
<main>
${header(trend, now)}
${
  chart &&
  html`<section aria-labelledby="chart"><h2 id="chart">Run by run</h2>
${chart}</section>`
}
${looksSection(trend)}
${segmentsSection(trend)}
${runsSection(trend)}
${methodSection(trend)}
</main>
</body>
</html>
`.toString();
}

const ownStyle = `
td b.worse{color:var(--bad)}
td b.changed{color:var(--doubt)}
td.slot{white-space:nowrap}
.looks thead th:first-child,.looks tbody th{min-width:2.75rem}`;

/** As the report's verdicts are toned; to have found nothing is no praise. */
const tones = { worse: 'worse', changed: 'undecided', nothing: 'measured' } as const;

function header(trend: TrendReport, now: number): Html {
  const { schedule, word, runs } = trend;
  return html`<header class="verdict ${tones[word ?? 'nothing']}">
<p class="eyebrow"><bdi>${schedule}</bdi><span>${counted(runs.length, 'run')}${followedText(trend) && `, ${followedText(trend)}`}</span></p>
<h1>${trendTitle(trend)}</h1>
<p class="headline"><bdi>${trendSentence(trend)}</bdi></p>
${remarks(trend, now)}
${figures(trend)}
</header>`;
}

function remarks({ by, shutdowns }: TrendReport, now: number): Html | undefined {
  const lines = [...(by ? [lookSentence(by)] : []), ...shutdowns.map((shutdown) => `${shutdownText(shutdown, now)}.`)];
  return lines.length === 0
    ? undefined
    : html`<ul class="remarks">${lines.map((line) => html`<li><bdi>${line}</bdi></li>`)}</ul>`;
}

function figures({ runs, baseline }: TrendReport): Html | undefined {
  const tested = runs.filter(({ score }) => score !== undefined);
  const newest = tested.at(-1);
  if (!newest) return undefined;
  const of = tested.filter(({ run }) => baseline?.includes(run));
  const level = of.reduce((sum, { score }) => sum + (score?.mean ?? 0), 0) / of.length;
  const isPart = of.includes(newest);
  return html`<dl class="figures">
${of.length > 0 && html`<div><dt>baseline</dt><dd>${percent(level)}</dd><dd class="note">${counted(of.length, 'run')} from ${dayOf(of[0])}</dd></div>`}
<div><dt>newest run</dt><dd>${percent(newest.score?.mean)}</dd><dd class="note">${newest.score?.interval && percentRange(newest.score.interval)}</dd></div>
${of.length > 0 && !isPart && html`<div class="main"><dt>newest less baseline</dt><dd>${points((newest.score?.mean ?? 0) - level)}<small> points</small></dd><dd class="note">not tested by itself</dd></div>`}
</dl>`;
}

function dayOf(run: ShownRun | undefined): string {
  return run?.slot.slice(0, 10) ?? '';
}
