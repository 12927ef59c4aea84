import { createHash } from 'node:crypto';
import { pictureKey } from '../../data/named-images.ts';
import type { Selected, ShownAnswers } from '../chosen/selection.ts';
import type { Report } from '../report-schema.ts';
import { resultOf } from './card.ts';
import { type Html, trusted } from './html-text.ts';
import type { Thumbnails } from './parts.ts';

/** The selected samples as the script of the page reads them: texts once each, everything else by number. */
export interface BrowserData {
  texts: string[];
  /** Data URLs. */
  pictures: string[];
  samples: BrowserSample[];
}

interface BrowserSample {
  id: string;
  kind: ShownAnswers['kind'];
  /** Absent where nothing was said before. */
  earlier?: number;
  question: number;
  targets: number;
  /** Absent when the page has no picture of it. */
  picture?: number | undefined;
  slices: number[];
  answers: BrowserAnswer[];
}

type BrowserAnswer = [result: number, outcome: number, text: number, cut: 0 | 1, label: number, reason: number];

/** The slice of the samples that the verdict rests on, where that is not all of them. */
export const verdictSlice = 'those of the verdict';

/** Makes the data of the script from the selected samples. */
export function browserData({ samples }: Selected, report: Report, thumbnails: Thumbnails): BrowserData {
  const [texts, pictures] = [new Numbered(), new Numbered()];
  const metric = report.comparison?.metric ?? 'normalised';
  const shown = samples.map((sample): BrowserSample => {
    const picture = thumbnails.get(pictureKey(sample));
    return {
      id: sample.sample,
      kind: sample.kind,
      ...(sample.earlier !== undefined && { earlier: texts.of(sample.earlier) }),
      question: texts.of(sample.question),
      targets: texts.of(sample.targets.join(' | ')),
      picture: picture === undefined ? undefined : pictures.of(picture),
      slices: slicesOf(sample, report).map((slice) => texts.of(slice)),
      answers: sample.answers.map((answer) => [
        texts.of(resultOf(answer, metric)),
        texts.of(answer.outcome),
        texts.of(answer.text),
        answer.cutByLength ? 1 : 0,
        texts.of(answer.rating?.label ?? ''),
        texts.of(answer.rating?.reason ?? ''),
      ]),
    };
  });
  return { texts: texts.all, pictures: pictures.all, samples: shown };
}

function slicesOf({ slices, isInVerdict }: ShownAnswers, { comparison }: Report): string[] {
  const named = Object.entries(slices).map(([dimension, value]) => sliceText(dimension, value));
  return comparison?.slice && isInVerdict ? [...named, verdictSlice] : named;
}

/** How the filter names a slice. */
export function sliceText(dimension: string, value: string): string {
  return `${dimension}: ${value}`;
}

/** Data as JSON in a page; no text in it can end the element that holds it. */
export function jsonElement(id: string, data: object): Html {
  return trusted(
    `<script type="application/json" id="${id}">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`,
  );
}

/** A policy for the browser: no network, and no script but this one. */
export function policyFor(script: string): string {
  const hash = createHash('sha256').update(script).digest('base64');
  return `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${hash}'`;
}

class Numbered {
  readonly all: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.all.length);
    return this.all.push(text) - 1;
  }
}
