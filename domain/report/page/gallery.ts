import type { Selected, ShownAnswers } from '../chosen/selection.ts';
import type { Example, Report } from '../report-schema.ts';
import { counted, whole } from '../words/format.ts';
import { browserData, jsonElement, sliceText, verdictSlice } from './browser-data.ts';
import { card, emptyCard } from './card.ts';
import { type Html, html } from './html-text.ts';
import type { Thumbnails } from './parts.ts';

/** The answers with their images: examples by kind, and for readers with scripts all that the page holds. */
export function gallerySection(report: Report, thumbnails: Thumbnails, selected?: Selected): Html | undefined {
  const { shown, rule } = report.examples;
  const held = selected?.samples.length ? selected : undefined;
  if (shown.length === 0 && !held) return undefined;
  const kinds = [...new Set(shown.map(({ kind }) => kind))];
  return html`<section aria-labelledby="examples"><h2 id="examples">Answer by answer</h2>
${held && browser(report, thumbnails, held)}
<div id="shelves"><p class="caption">${rule} All answers are in predictions.csv.</p>
${kinds.map((kind) => shelf(kind, report, thumbnails))}</div></section>`;
}

function browser(report: Report, thumbnails: Thumbnails, selected: Selected): Html {
  const data = browserData(selected, report, thumbnails);
  return html`<div id="browser" hidden>${filters(report, selected)}
<ol class="gallery" id="answers"></ol>
<p class="caption">${heldText(selected)}${report.images > 0 && ` ${picturesText(data.pictures.length, thumbnails)}`}</p></div>
<template id="card">${emptyCard(report)}</template>
${jsonElement('answers-data', data)}`;
}

function heldText({ samples, of }: Selected): string {
  if (samples.length === of) return `All ${counted(of, 'question')} are here, and in predictions.csv.`;
  return `The page holds ${whole(samples.length)} of ${counted(of, 'question')}: those on which the candidates differ or lack a score first, in turn, then those both got wrong, each in the order of the image’s hash. All are in predictions.csv.`;
}

function picturesText(inBrowser: number, thumbnails: Thumbnails): string {
  return `${counted(inBrowser, 'image')} of them are shown, by the same order at most ${whole(mostPictures)} on the page${thumbnails.size < mostPictures ? '' : '; the rest is text'}.`;
}

/** The most pictures that a page holds. */
export const mostPictures = 500;

function filters(report: Report, { samples }: Selected): Html {
  const slices = new Set(
    samples.flatMap((sample) => Object.entries(sample.slices).map(([name, value]) => sliceText(name, value))),
  );
  const ordered = (report.candidates[0]?.slices ?? []).flatMap(({ dimension, value }) =>
    dimension === null ? [] : [sliceText(dimension, value)],
  );
  const own = report.comparison?.slice ? [verdictSlice] : [];
  return html`<form id="browse" class="browse" data-verdict="${own[0] ?? ''}" aria-label="Filter the answers">
<fieldset><legend>Show</legend>${kindChoices(report, samples)}</fieldset>
<div class="narrow"><label>Outcome <select name="outcome">${[
    ['', 'any'],
    ['refused', 'a refusal'],
    ['failed', 'a failure'],
  ].map(([value = '', text]) => html`<option value="${value}">${text}</option>`)}</select></label>
<label>Slice <select name="slice"><option value="">any</option>${[...own, ...ordered.filter((slice) => slices.has(slice))].map((slice) => html`<option value="${slice}">${slice}</option>`)}</select></label>
<label>Text <input name="search" type="search" autocomplete="off" dir="auto"></label></div>
<div class="paging"><output name="found" aria-live="polite"></output><button type="button" name="back">← Back</button><button type="button" name="on">Next →</button></div></form>`;
}

function kindChoices(report: Report, samples: Selected['samples']): Html {
  const kinds = ['gained', 'lost', 'both wrong', 'both right', 'wrong', 'right', 'missing'] as const;
  const choices = kinds.flatMap((kind) => {
    const count = samples.filter((sample) => sample.kind === kind).length;
    return count > 0 ? [choice(kind, titleOf(kind, report), count)] : [];
  });
  return html`${choice('', 'All', samples.length)}${choices}`;
}

function choice(kind: string, title: string, count: number): Html {
  return html`<label class="chip"><input type="radio" name="kind" value="${kind}"${kind === '' && html` checked`}><span>${title} <small>${whole(count)}</small></span></label>`;
}

function shelf(kind: Example['kind'], report: Report, thumbnails: Thumbnails): Html {
  const examples = report.examples.shown.filter((example) => example.kind === kind);
  return html`<h3 id="${kind.replace(' ', '-')}">${titleOf(kind, report)} <small>${counted(examples.length, 'example')}</small></h3>
<ol class="gallery">${examples.map((example) => card(example, report, thumbnails))}</ol>`;
}

function titleOf(kind: ShownAnswers['kind'], { comparison, agreement }: Report): string {
  const [compare, against] = [comparison?.compare ?? '', comparison?.against ?? ''];
  const titles: Record<ShownAnswers['kind'], string> = {
    gained: `Only ${compare} is right`,
    lost: `Only ${against} is right`,
    'both wrong': 'Both are wrong',
    'both right': 'Both are right',
    wrong: agreement ? `Disagreements with ${agreement.with}` : 'Wrong',
    right: agreement ? `Agreements with ${agreement.with}` : 'Right',
    missing: 'Not compared',
  };
  return titles[kind];
}
