import { leastLikeness } from '../../grading/judge-against-rules.ts';
import type { AgainstRules, DoubtfulRating, Report } from '../report-schema.ts';
import { whole } from '../words/format.ts';
import { familyWarning } from '../words/judge-words.ts';
import { type Html, html } from './html-text.ts';
import { cardStart, cover, foreign, swatch, type Thumbnails } from './parts.ts';

/** Ratings that the rules speak against, and whether the judge rates its own kind. */
export function judgeAgainstRulesSection(report: Report, thumbnails: Thumbnails): Html | undefined {
  const { judge } = report;
  if (!judge) return undefined;
  const { top, lowest } = judge.againstRules;
  const warning = familyWarning(report);
  const labels = report.candidates.find(({ slices: [all] }) => all?.ratings)?.slices[0]?.ratings?.labels ?? [];
  const [best, worst] = [labels[0]?.label ?? 'best', labels.at(-1)?.label ?? 'worst'];
  return html`<section aria-labelledby="judge"><h2 id="judge">Judge against rules</h2>
${warning !== undefined && html`<p class="warning">${warning}</p>`}
<p class="caption">Ratings to look at, since the rules say otherwise; a rating counts once, whoever gave the answer. They need not be wrong, but a judge that obeys the answers it rates would show here. How far a person agrees with the judge: <code>tempera calibrate ${report.execution.run}</code>.</p>
${shelf(html`<bdi>${best}</bdi>, with a word F1 below ${leastLikeness} against every target`, top, report, thumbnails)}
${shelf(html`<bdi>${worst}</bdi>, though exactly a target`, lowest, report, thumbnails)}</section>`;
}

function shelf(title: Html, { count, shown }: AgainstRules['top'], report: Report, thumbnails: Thumbnails): Html {
  const counts = shown.length < count ? `the first ${whole(shown.length)} of ${whole(count)}` : whole(count);
  return html`<h3>${title} <small>${count === 0 ? 'none' : counts}</small></h3>
${count > 0 && html`<ol class="gallery">${shown.map((rating) => card(rating, report, thumbnails))}</ol>`}`;
}

function card(rating: DoubtfulRating, report: Report, thumbnails: Thumbnails): Html {
  return html`${cardStart(rating)}
${cover(rating, thumbnails)}
<div><div class="question" dir="auto">${foreign(rating.question)}</div>
<dl><div><dt>target</dt><dd dir="auto">${foreign(rating.targets.join(' | '))}</dd></div>
<div><dt>${rating.candidates.map((name) => html`<span>${swatch(name, report)}${name}&ensp;</span>`)}</dt><dd dir="auto">${foreign(rating.answer)}</dd></div>
<div><dt>the judge<span class="rating"><bdi>${rating.label}</bdi></span></dt><dd dir="auto">${foreign(rating.reason)}</dd></div></dl></div></li>`;
}
