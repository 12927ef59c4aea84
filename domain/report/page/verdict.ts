import type { Comparison } from '../../measuring/metrics-schema.ts';
import { minimumClusters } from '../../statistics/clustered.ts';
import type { Report } from '../report-schema.ts';
import {
  confidence,
  metricText,
  percent,
  pointRange,
  points,
  pText,
  questionsAbout,
  sumText,
  whole,
} from '../words/format.ts';
import { goalText, sinceText } from '../words/further-words.ts';
import { unitOf } from '../words/headline.ts';
import { remarksOf } from '../words/remarks.ts';
import { type Html, html } from './html-text.ts';
import { differenceLine, scaleAround } from './interval.ts';
import { noticeBanner } from './notice.ts';
import { unbroken } from './parts.ts';

/** The top of the page: the verdict in a word, in a sentence, in figures and as a line. */
export function verdictHeader(report: Report): Html {
  const { comparison, name, outcome, headline } = report;
  const word = outcome === 'done' ? (comparison?.verdict ?? 'measured') : outcome;
  const notices = noticeBanner(report);
  return html`<header class="verdict ${word}${notices && ' doubtful'}">
<p class="eyebrow"><bdi>${name}</bdi><span>${questionsAbout(report, ', ')}</span></p>
${notices}
<h1>${capitalised(word.replace('-', ' '))}</h1>
<p class="headline">${unbroken(headline)}</p>
${remarks(report)}
${comparison && comparison.primary.samples > 0 && figures(comparison, report)}
${comparison && drawing(comparison)}
</header>`;
}

function remarks(report: Report): Html | undefined {
  const lines = remarksOf(report);
  return lines.length === 0
    ? undefined
    : html`<ul class="remarks">${lines.map((line) => html`<li><bdi>${unbroken(line)}</bdi></li>`)}</ul>`;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function figures(comparison: Comparison, report: Report): Html {
  const { compare, against, primary, metric, alpha } = comparison;
  const range = primary.interval
    ? `${confidence(alpha)} interval ${pointRange(primary.interval)}${sinceText(comparison)}`
    : `fewer than ${minimumClusters} ${unitOf(report)}s`;
  return html`<dl class="figures">
${scoreFigure(compare, primary, primary.scores?.compare)}
${scoreFigure(against, primary, primary.scores?.against)}
<div class="main"><dt>difference</dt><dd>${points(primary.mean)}<small> points</small></dd><dd class="note">${range}, ${metricText(metric)}${primary.test && `, ${pText(primary.test.p)}`}</dd></div>
</dl>`;
}

function scoreFigure(name: string, { samples }: Comparison['primary'], sum = 0): Html {
  return html`<div><dt>${name}</dt><dd>${percent(sum / samples)}</dd><dd class="note">${sumText(sum)} of ${whole(samples)} ${Number.isInteger(sum) ? 'right' : 'points'}</dd></div>`;
}

function drawing(comparison: Comparison): Html | undefined {
  const { compare, against, primary, alpha } = comparison;
  const minimumEffect = comparison.margin ?? comparison.minimumEffect;
  const effect = goalText(comparison);
  const { mean, interval } = primary;
  if (!interval || mean === undefined) return undefined;
  const scale = scaleAround(interval, minimumEffect);
  const words = `Difference of ${compare} and ${against}: ${points(mean)} points, ${confidence(alpha)} interval ${pointRange(interval)}; no difference lies at 0, shaded is less than the ${effect}.`;
  return html`<figure class="difference">
${differenceLine({ mean, interval, minimumEffect, scale, words, isLarge: true })}
<figcaption><span>← ${against} is better</span><span class="band">shaded: less than the ${effect}</span><span>${compare} is better →</span></figcaption>
</figure>`;
}
