import { type NamedImages, pictureKey } from '../../data/named-images.ts';
import type { Chart } from '../charts/charts.ts';
import { seriesOf } from '../charts/series.ts';
import type { CandidateReport, Report } from '../report-schema.ts';
import { clip } from '../words/clip.ts';
import { type Html, html, trusted } from './html-text.ts';

/** Small pictures as data URLs, by the {@link pictureKey} of what they show. */
export type Thumbnails = ReadonlyMap<string, string>;

/** A sentence whose percentages stay on one line. */
export function unbroken(text: string): string {
  return text.replaceAll(' %', '\u00a0%');
}

/** A wide table that scrolls by itself, also by keyboard. */
export function scrollable(name: string, content: Html): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${name}">${content}</div>`;
}

/** A chart with its title, in the colours of the page. */
export function chartFigure({ title, svg }: Chart): Html {
  return html`<figure><figcaption>${title}</figcaption><div class="scroll" tabindex="0" role="region" aria-label="${title}">${trusted(svg)}</div></figure>`;
}

/** A candidate's name with the mark of its colour. */
export function candidateName({ name, kind, incomplete }: CandidateReport, report: Report): Html {
  return html`${swatch(name, report)}${kind === 'baseline' ? html`<em>${name}</em>` : name}${incomplete && html` <small class="warning">incomplete</small>`}`;
}

/** The mark of a candidate's colour. */
export function swatch(name: string, report: Report): Html {
  return html`<i class="swatch" style="background:var(${seriesOf(report).get(name) ?? '--ink'})"></i>`;
}

/** Characters of a text that are shown before one opens it; the script of the page knows it too. */
export const closedLength = 600;

/** Text of the data set or of a model: isolated, in its own direction, and folded when it is long. */
export function foreign(text: string): Html {
  const characters = text.length > closedLength ? [...clip(text)] : [];
  if (characters.length <= closedLength) return html`<bdi>${text}</bdi>`;
  const [start, rest] = [characters.slice(0, closedLength), characters.slice(closedLength)];
  return html`<details class="long"><summary><bdi>${start.join('')}</bdi></summary><bdi>${rest.join('')}</bdi></details>`;
}

/** What was said before a question, folded; nothing where nothing was. */
export function earlierPart({ earlier }: { earlier?: string | undefined }): Html | false {
  if (earlier === undefined) return false;
  return html`<details class="earlier"><summary>Earlier turns</summary><bdi>${earlier}</bdi></details>`;
}

/** The start of a card; without an image its text has the whole width. */
export function cardStart(shown: NamedImages): Html {
  if (pictureKey(shown) !== '') return html`<li class="card">`;
  return html`<li class="card" style="grid-template-columns:minmax(0,1fr)">`;
}

/** A small picture of what is asked about, its empty place, or nothing where it has no image. */
export function cover(shown: NamedImages & { sample: string }, thumbnails: Thumbnails): Html | false {
  if (pictureKey(shown) === '') return false;
  const source = thumbnails.get(pictureKey(shown));
  if (source === undefined) return html`<span class="cover"></span>`;
  return html`<img class="cover" src="${source}" alt="The image of ${shown.sample}" loading="lazy">`;
}
