import type { Feature } from './candidates.ts';

/** What the untrained base model takes for granted: general habits of English questions and of printed matter. */

export type Kind = 'span' | 'class' | 'yes-no';

const YES_NO_OPENINGS = new Set(
  'is are was were does do did has have had can could will would should isnt arent'.split(' '),
);
const CLASS_WORDS = new Set('genre type kind category sort class classification subject topic style'.split(' '));

/** The kind of answer that a question wants, going by its words. */
export function priorKind(words: readonly string[]): Kind {
  if (YES_NO_OPENINGS.has(words[0] ?? '')) return 'yes-no';
  return words.some((word) => CLASS_WORDS.has(word)) ? 'class' : 'span';
}

type Weights = Partial<Record<Feature, number>>;

const NAME: Weights = {
  nameShape: 3,
  initials: 2,
  afterBy: 3,
  afterCredit: -4,
  fewWords: 1,
  largest: -2,
  height: -1,
  stopWords: -3,
  manyLines: -2,
  twoLines: -1,
  last: 1,
};
const NUMBER: Weights = { digits: 4, oneWord: 1 };

/** Weights for every question (`*`) and, added to them, for questions with a certain word. */
export const PRIOR_WEIGHTS: Readonly<Record<string, Weights>> = {
  '*': {
    height: 2,
    largest: 1,
    evenHeight: 2,
    smallestHeight: 1,
    confidence: 2,
    lowestConfidence: 3,
    gapInside: -2,
    holdsBy: -4,
    shortWords: -3,
    stopWordLast: -2,
    alikeBefore: -3,
    alikeAfter: -3,
  },
  who: NAME,
  whose: NAME,
  author: NAME,
  wrote: NAME,
  when: NUMBER,
  year: NUMBER,
  number: NUMBER,
  price: NUMBER,
  many: NUMBER,
  much: NUMBER,
  date: NUMBER,
};

/** Words that hint at a class of printed matter; the first class is the guess where nothing hints. */
export const PRIOR_CLASSES: Readonly<Record<string, string>> = {
  Fiction: 'novel novels tale tales story stories mystery romance adventures fiction',
  Poetry: 'poem poems poetry verse sonnets ballads',
  Drama: 'play plays drama tragedy comedy act',
  History: 'history war wars empire revolution',
  Biography: 'life autobiography biography memoirs letters diary',
  Science: 'science theory species nature physics chemistry mathematics',
  Philosophy: 'philosophy ethics reason truth',
  Religion: 'god bible prayer church christian religion',
  Cooking: 'cook cookery recipes kitchen',
  Travel: 'travels voyage journey guide',
};

/** Weights of the evidence for yes, in the order of `evidenceFor`: doubt, unless it is read or looks likely. */
export const PRIOR_EVIDENCE: readonly number[] = [-1, 1, 3, 2, 1];
