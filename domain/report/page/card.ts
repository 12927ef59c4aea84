import { baselineName } from '../../grading/graded-sample.ts';
import { isRight } from '../../grading/grading.ts';
import type { Example, Report } from '../report-schema.ts';
import { type Html, html } from './html-text.ts';
import { cardStart, cover, earlierPart, foreign, swatch, type Thumbnails } from './parts.ts';

type Shown = Omit<Example, 'kind' | 'slices'>;
type ShownAnswer = Example['answers'][number];

/** One sample with its images, its targets, and what each candidate said. */
export function card(example: Shown, report: Report, thumbnails: Thumbnails): Html {
  const answers = example.answers.filter(({ candidate }) => candidate !== baselineName);
  return html`${cardStart(example)}
${cover(example, thumbnails)}
<div>${earlierPart(example)}<div class="question" dir="auto">${foreign(example.question)}</div>
<dl><div class="target"><dt>target</dt><dd dir="auto">${foreign(example.targets.join(' | '))}</dd></div>
${answers.map((answer) => answerRow(answer, report))}</dl></div></li>`;
}

/** A card without content, for the script of the page to fill. */
export function emptyCard(report: Report): Html {
  const answers = report.candidates.map(
    ({ name }): ShownAnswer => ({ candidate: name, outcome: 'answered', text: '', cutByLength: false }),
  );
  const place = report.images > 0 ? { image: 'to come' } : {};
  return card({ sample: '', ...place, earlier: '', question: '', targets: [''], answers }, report, new Map());
}

function answerRow(answer: ShownAnswer, report: Report): Html {
  const word = resultOf(answer, report.comparison?.metric ?? 'normalised');
  return html`<div class="answer ${word}"><dt>${swatch(answer.candidate, report)}${answer.candidate}<span class="rating" title="${answer.rating?.reason ?? ''}"><bdi>${answer.rating?.label ?? ''}</bdi></span></dt>
<dd dir="auto"><b class="mark" role="img" aria-label="${word}">${marks[word]}</b> <em>${answer.outcome !== 'answered' && `${answer.outcome}:`}</em> ${foreign(answer.text)} <small>${answer.cutByLength && '(cut by length)'}</small></dd></div>`;
}

/** What became of an answer, in a word; the script of the page knows the marks too. */
export type Result = keyof typeof marks;

/** The mark of each result. */
export const marks = { right: '✓', wrong: '✗', answered: '–', refused: '✗', failed: '–' } as const;

/** Whether an answer is right by a metric; where it has no score, how it ended. */
export function resultOf({ outcome, scores }: ShownAnswer, metric: string): Result {
  const score = scores?.[metric];
  if (score === undefined) return outcome;
  return isRight(score) ? 'right' : 'wrong';
}
