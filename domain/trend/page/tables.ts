import { type Html, html } from '../../report/page/html-text.ts';
import { scrollable, unbroken } from '../../report/page/parts.ts';
import { confidence, percent, percentRange, pointRange, points, pValue, whole } from '../../report/words/format.ts';
import type { TrendLook } from '../trend.ts';
import type { ShownRun, ShownSegment, TrendReport } from '../trend-report.ts';
import { alphaText, causesText, lookMark, slotTexts, untested } from '../trend-words.ts';

/** Every look with both of its tests. */
export function looksSection({ runs }: TrendReport): Html | undefined {
  const looks = runs.flatMap((run) => run.looks.map((look) => ({ run, look }))).sort((a, b) => a.look.k - b.look.k);
  if (looks.length === 0) return undefined;
  const slot = slotTexts(runs);
  const table = html`<table class="looks">
<thead><tr><th scope="col">look</th><th scope="col">found</th><th scope="col">at</th><th scope="col">what it asks</th><th scope="col">change</th><th scope="col" class="number">p by questions</th><th scope="col" class="number">p by runs</th><th scope="col" class="number">may spend</th></tr></thead>
<tbody>${looks.map(({ run, look }) => lookRow(slot.of(run), look))}</tbody></table>`;
  return html`<section aria-labelledby="looks"><h2 id="looks">Looks</h2>
${scrollable('Looks', table)}
<p class="caption">Worse takes both p at most what the look may spend; changed is the first alone. What all looks may spend adds up to the α of the schedule.</p></section>`;
}

function lookRow(slot: string, look: TrendLook): Html {
  const { k, asks, runs, samples, means, alpha, word } = look;
  const what = {
    fall: `a fall over ${runs.length} runs`,
    baseline: `below the baseline’s ${runs.length} runs`,
    before: `below the ${runs.length} runs before`,
  }[asks];
  const found = word === 'nothing' ? word : html`<b class="${word}">${word}</b>`;
  return html`<tr><th scope="row">${k}</th><td>${found}</td><td class="slot">${slot}</td><td>${what}</td><td>${changeOf(look)}</td><td class="number">${pValue(samples.p)}</td><td class="number">${pValue(means)}</td><td class="number">${alphaText(alpha)}</td></tr>`;
}

function changeOf({ asks, change, interval, alpha }: TrendLook): Html {
  const details = interval && `${pointRange(interval)} at ${confidence(2 * alpha)}`;
  return html`${points(change)} points${asks === 'fall' && ' a run'}${details !== undefined && html`<small>${unbroken(details)}</small>`}`;
}

/** What the segments have in common, where there are several. */
export function segmentsSection({ segments }: TrendReport): Html | undefined {
  if (segments.length < 2) return undefined;
  const table = html`<table>
<thead><tr><th scope="col">segment</th><th scope="col">begins since</th><th scope="col" class="number">runs</th><th scope="col">models</th></tr></thead>
<tbody>${segments.map(segmentRow)}</tbody></table>`;
  return html`<section aria-labelledby="segments"><h2 id="segments">Segments</h2>
${scrollable('Segments', table)}</section>`;
}

function segmentRow({ segment, because, runs, models, judges }: ShownSegment): Html {
  return html`<tr><th scope="row">${segment}</th><td>${because.length === 0 ? 'the first run' : causesText(because)}</td><td class="number">${whole(runs.length)}</td><td><bdi><code>${models}</code></bdi>${judges !== undefined && html`<small>judged by <bdi><code>${judges}</code></bdi></small>`}</td></tr>`;
}

/** Every run, the newest first. */
export function runsSection({ runs }: TrendReport): Html {
  const slot = slotTexts(runs);
  const table = html`<table>
<thead><tr><th scope="col">slot (UTC)</th><th scope="col" class="number">score</th><th scope="col" class="number">interval</th><th scope="col" class="number">questions</th><th scope="col" class="number">clusters</th><th scope="col">run</th><th scope="col">configurations</th></tr></thead>
<tbody>${[...runs].reverse().map((run) => runRow(slot.of(run), run))}</tbody></table>`;
  return html`<section aria-labelledby="runs"><h2 id="runs">Runs</h2>
${runs.length === 0 ? html`<p>None yet.</p>` : scrollable('Runs', table)}</section>`;
}

function runRow(slot: string, run: ShownRun): Html {
  const { score, state, baseline, looks, fingerprints = [] } = run;
  const marks = [baseline && 'baseline', ...looks.map(lookMark), state !== 'tested' && untested[state]].filter(Boolean);
  return html`<tr${baseline && html` class="primary"`}><th scope="row">${slot}</th><td class="number score">${percent(score?.mean)}</td><td class="number">${score?.interval && percentRange(score.interval)}</td><td class="number">${score && whole(score.samples)}${score && score.missing > 0 && html`<small>${whole(score.missing)} missing</small>`}</td><td class="number">${score && whole(score.clusters)}</td><td><bdi>${run.run}</bdi>${marks.length > 0 && html`<small>${marks.join(', ')}</small>`}</td><td>${fingerprints.map((one, index) => html`${index > 0 && ', '}<bdi><code>${one}</code></bdi>`)}</td></tr>`;
}
