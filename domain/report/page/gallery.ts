import { baselineName } from '../../graded-sample.ts';
import type { Example, Report } from '../../report.ts';
import { whole } from '../format.ts';
import { type Html, html } from '../html-text.ts';
import { foreign, swatch } from './parts.ts';

/** Small pictures as data URLs, by the hash of the image they show. */
export type Thumbnails = ReadonlyMap<string, string>;

/** The examples with their images, by kind. */
export function gallerySection(report: Report, thumbnails: Thumbnails): Html | undefined {
  const { shown, rule } = report.examples;
  if (shown.length === 0) return undefined;
  const kinds = [...new Set(shown.map(({ kind }) => kind))];
  return html`<section aria-labelledby="examples"><h2 id="examples">Examples</h2>
<p class="caption">${rule} All answers are in predictions.csv.</p>
${kinds.map((kind) => shelf(kind, report, thumbnails))}</section>`;
}

function shelf(kind: Example['kind'], report: Report, thumbnails: Thumbnails): Html {
  const examples = report.examples.shown.filter((example) => example.kind === kind);
  const total = totalOf(kind, report);
  const count = total === undefined ? whole(examples.length) : `${whole(examples.length)} of ${whole(total)}`;
  return html`<h3 id="${kind.replace(' ', '-')}">${titleOf(kind, report)} <small>${count}</small></h3>
<ol class="gallery">${examples.map((example) => card(example, report, thumbnails))}</ol>`;
}

function titleOf(kind: Example['kind'], { comparison }: Report): string {
  const [compare, against] = [comparison?.compare ?? '', comparison?.against ?? ''];
  const titles: Record<Example['kind'], string> = {
    gained: `Only ${compare} is right`,
    lost: `Only ${against} is right`,
    'both wrong': 'Both are wrong',
    'both right': 'Both are right',
    wrong: 'Wrong',
    right: 'Right',
  };
  return titles[kind];
}

function totalOf(kind: Example['kind'], { comparison }: Report): number | undefined {
  const pairs = comparison?.differences.find(
    ({ dimension, rule }) => dimension === null && rule === comparison.metric,
  )?.pairs;
  const totals: Partial<Record<Example['kind'], number | undefined>> = {
    gained: pairs?.onlyCompare,
    lost: pairs?.onlyAgainst,
    'both wrong': pairs?.neither,
    'both right': pairs?.both,
  };
  return totals[kind];
}

function card(example: Example, report: Report, thumbnails: Thumbnails): Html {
  const source = thumbnails.get(example.image);
  return html`<li class="card">
${source === undefined ? html`<span class="cover"></span>` : html`<img class="cover" src="${source}" alt="The image of ${example.sample}" loading="lazy">`}
<div><p class="question" dir="auto">${foreign(example.question)}</p>
<dl><div class="target"><dt>target</dt><dd dir="auto">${foreign(example.targets.join(' | '))}</dd></div>
${example.answers.filter(({ candidate }) => candidate !== baselineName).map((answer) => answerRow(answer, report))}</dl></div></li>`;
}

function answerRow(answer: Example['answers'][number], report: Report): Html {
  const metric = report.comparison?.metric ?? 'normalised';
  const score = answer.scores?.[metric];
  const [mark, words] = markOf(answer.outcome, score);
  return html`<div class="answer ${words}"><dt>${swatch(answer.candidate, report)}${answer.candidate}${
    answer.rating && html`<span class="rating" title="${answer.rating.reason}">${foreign(answer.rating.label)}</span>`
  }</dt>
<dd dir="auto"><b class="mark" role="img" aria-label="${words}">${mark}</b> ${answer.outcome !== 'answered' && html`<em>${answer.outcome}:</em> `}${foreign(answer.text)}${
    answer.cutByLength && html` <small>(cut by length)</small>`
  }</dd></div>`;
}

function markOf(outcome: string, score: number | undefined): [mark: string, words: string] {
  if (score === undefined) return ['–', outcome];
  return score === 1 ? ['✓', 'right'] : ['✗', 'wrong'];
}
