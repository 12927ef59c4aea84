import { countOf, mostFrequent } from './chance.ts';
import { entryOf } from './entry.ts';
import { editDistance, normalised, wordsOf } from './words.ts';

/** How answers are written, learned from pairs of what is printed and what was answered. */
export interface Format {
  letterCase: LetterCase;
  /** Words that are not written as the letter case says, when they do not come first. */
  words: Record<string, string>;
  initials: 'A. B.' | 'A.B.' | 'A B' | 'as printed';
  apostrophe: '’' | "'" | 'as printed';
  /** Whether punctuation at the end is kept. */
  ending: 'as printed' | 'bare';
  /** Words, reduced for comparing, that are printed before or after an answer and do not belong to it. */
  dropped: string[];
}
type LetterCase = 'as printed' | 'title' | 'sentence' | 'upper' | 'lower';

/** Formats by the wording of the question, and `*` for wordings that are new or rare. */
export type Formats = Record<string, Format>;

/** A printed text, and the answer it was the ground for. */
export interface Pair {
  question: string[];
  printed: string;
  answer: string;
}

const ENOUGH_PAIRS = 8;
const CASES: readonly LetterCase[] = ['as printed', 'title', 'upper', 'lower', 'sentence'];
const INITIALS: readonly Format['initials'][] = ['as printed', 'A. B.', 'A.B.', 'A B'];
const APOSTROPHES: readonly Format['apostrophe'][] = ['as printed', '’', "'"];
const ENDINGS: readonly Format['ending'][] = ['as printed', 'bare'];
// A point after fewer letters belongs to an abbreviation.
const PUNCTUATION_AT_END = /[\s,;:—–-]+$|(?<=\p{L}{4})\.+$/u;
const AS_PRINTED: Format = {
  letterCase: 'as printed',
  words: {},
  initials: 'as printed',
  apostrophe: 'as printed',
  ending: 'as printed',
  dropped: [],
};

/** Writes a printed text in the learned way; null leaves it as printed. */
export function applyFormat(format: Format | null, printed: string): string {
  if (format === null) return printed;
  const { letterCase, words, initials, apostrophe, ending, dropped } = format;
  const kept = dropEdges(printed, dropped);
  const text = ending === 'bare' ? kept.replace(PUNCTUATION_AT_END, '') : kept;
  const cased = withCase(letterCase, words, spaceInitials(text, initials));
  return apostrophe === 'as printed' ? cased : cased.replace(/['’‘`]/g, apostrophe);
}

/** The format for a question; null where nothing was learned. */
export const formatFor = (formats: Formats, question: readonly string[]): Format | null =>
  entryOf(formats, question.join(' ')) ?? entryOf(formats, '*') ?? null;

/** Learns how each wording's answers are written, where there are enough of them, and how all are. */
export function learnFormats(pairs: readonly Pair[]): Formats {
  if (pairs.length === 0) return {};
  const wordings = [...Map.groupBy(pairs, ({ question }) => question.join(' '))];
  const frequent = wordings.filter(([, same]) => same.length >= ENOUGH_PAIRS);
  return Object.fromEntries(
    [['*', pairs] as const, ...frequent].map(([wording, same]) => [wording, learnFormat(same)]),
  );
}

/** The format that reproduces the answers best, one habit after the other. */
function learnFormat(pairs: readonly Pair[]): Format {
  let format: Format = { ...AS_PRINTED, dropped: droppedWords(pairs) };
  format = closest(
    pairs,
    ENDINGS.map((ending) => ({ ...format, ending })),
  );
  format = closest(
    pairs,
    INITIALS.map((initials) => ({ ...format, initials })),
  );
  format = closest(
    pairs,
    APOSTROPHES.map((apostrophe) => ({ ...format, apostrophe })),
  );
  format = closest(
    pairs,
    CASES.map((letterCase) => ({ ...format, letterCase })),
  );
  return { ...format, words: format.letterCase === 'as printed' ? {} : exceptions(format, pairs) };
}

/** The printed text without dropped words at its ends; one word is always left. */
function dropEdges(printed: string, dropped: readonly string[]): string {
  const words = printed.split(' ');
  const isDropped = (word: string | undefined) => word !== undefined && dropped.includes(normalised(word));
  while (words.length > 1 && isDropped(words[0])) words.shift();
  while (words.length > 1 && isDropped(words.at(-1))) words.pop();
  return words.join(' ');
}

/** Words that are printed with several answers and nearly never part of them. */
function droppedWords(pairs: readonly Pair[]): string[] {
  const kept = countOf(pairs.flatMap(({ answer }) => wordsOf(answer)));
  const left = countOf(
    pairs.flatMap(({ printed, answer }) => {
      const words = wordsOf(answer);
      return wordsOf(printed).filter((word) => !words.includes(word));
    }),
  );
  const isDropped = ([word, count]: [string, number]) => count >= 3 && count >= 4 * (kept.get(word) ?? 0);
  return [...left].filter(isDropped).map(([word]) => word);
}

function closest(pairs: readonly Pair[], formats: readonly Format[]): Format {
  const distances = formats.map((format) =>
    pairs.reduce((sum, { printed, answer }) => sum + editDistance(applyFormat(format, printed), answer), 0),
  );
  return formats[distances.indexOf(Math.min(...distances))] ?? AS_PRINTED;
}

/** Words whose usual form after the first place is not what the letter case makes of them. */
function exceptions(format: Format, pairs: readonly Pair[]): Record<string, string> {
  const forms = new Map<string, string[]>();
  for (const { answer } of pairs) {
    for (const word of answer.split(' ').slice(1)) {
      const key = word.toLowerCase();
      forms.set(key, [...(forms.get(key) ?? []), word]);
    }
  }
  const usual = [...forms].map(([key, seen]): [string, string] => [key, mostFrequent(seen) ?? key]);
  return Object.fromEntries(
    usual.filter(([key, form]) => form !== withCase(format.letterCase, {}, `x ${key}`).slice(2)),
  );
}

function withCase(letterCase: LetterCase, exceptionsOf: Record<string, string>, text: string): string {
  if (letterCase === 'as printed') return text;
  const words = text.split(' ').map((word, index) => {
    const exception = index === 0 ? undefined : entryOf(exceptionsOf, word.toLowerCase());
    return exception ?? caseOf(letterCase, word, index);
  });
  return words.join(' ');
}

function caseOf(letterCase: LetterCase, word: string, index: number): string {
  switch (letterCase) {
    case 'upper':
      return word.toUpperCase();
    case 'lower':
      return word.toLowerCase();
    case 'sentence':
      return index === 0 ? capitalised(word) : word.toLowerCase();
    default:
      return capitalised(word);
  }
}

/** The first letter of each part large; a part begins at a hyphen or after a point. */
const capitalised = (word: string): string =>
  word
    .toLowerCase()
    .replace(/(^[^\p{L}]*|[.-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());

function spaceInitials(text: string, style: Format['initials']): string {
  switch (style) {
    case 'A. B.':
      return text.replace(/\b(\p{Lu})\.\s*(?=\p{Lu})/gu, '$1. ');
    case 'A.B.':
      return text.replace(/\b(\p{Lu})\.\s+(?=\p{Lu}\.)/gu, '$1.');
    case 'A B':
      return text.replace(/\b(\p{Lu})\.\s*(?=\p{Lu})/gu, '$1 ');
    default:
      return text;
  }
}
