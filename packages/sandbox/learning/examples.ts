import type { Reading } from '../reading/reading.ts';
import { questionWords, readWords } from './answer.ts';
import { type Candidate, candidatesOf } from './candidates.ts';
import type { Kind } from './priors.ts';
import { fuzzyF1, normalised, wordsOf } from './words.ts';

/** One training line, read. */
export interface Example {
  question: string;
  answer: string;
  reading: Reading;
}

/** A training line as the learner looks at it. */
export interface Prepared {
  question: string[];
  answer: string;
  /** The words read on the image. */
  words: string[];
  candidates: Candidate[];
  /** The candidate that is the answer, or -1 when it cannot be read. */
  target: number;
  kind: Kind;
}

const GROUNDED = 0.6;
/** Words; a longer answer is no line of print. */
const LONGEST_SPAN = 40;
const YES_OR_NO = new Set(['yes', 'no']);

/** Finds each answer on its image, and from that the kind of each wording: yes or no, printed, or one of a class. */
export function prepareExamples(examples: readonly Example[]): Prepared[] {
  const prepared = examples.map(prepare);
  for (const sameWording of Map.groupBy(prepared, ({ question }) => question.join(' ')).values()) {
    const kind = kindOfWording(sameWording);
    for (const example of sameWording) example.kind = kind;
  }
  return prepared;
}

function prepare({ question, answer, reading }: Example): Prepared {
  const candidates = candidatesOf(reading);
  const answerWords = wordsOf(answer);
  const isSpan = answerWords.length <= LONGEST_SPAN;
  const likeness = candidates.map(({ words }) => (isSpan ? fuzzyF1(words, answerWords) : 0));
  const best = Math.max(...likeness, 0);
  const target = best >= GROUNDED ? likeness.indexOf(best) : -1;
  return { question: questionWords(question), answer, words: readWords(reading), candidates, target, kind: 'span' };
}

function kindOfWording(examples: readonly Prepared[]): Kind {
  if (examples.every(({ answer }) => YES_OR_NO.has(normalised(answer)))) return 'yes-no';
  const grounded = examples.filter(({ target }) => target !== -1).length / examples.length;
  if (grounded >= 0.5) return 'span';
  const distinct = new Set(examples.map(({ answer }) => normalised(answer))).size;
  return distinct <= examples.length / 2 || grounded < 0.25 ? 'class' : 'span';
}
