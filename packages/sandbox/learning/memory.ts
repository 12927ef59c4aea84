import { fuzzyF1, wordLikeness, wordsOf } from './words.ts';

const LIKE_ENOUGH = 0.7;
const SHORTEST_LAST_WORD = 4;

/** The remembered answer that the chosen words are a misreading of, when its last word can be read on the image. */
export function recall(
  remembered: readonly string[],
  chosen: readonly string[],
  read: readonly string[],
): string | undefined {
  let best: string | undefined;
  let highest = LIKE_ENOUGH;
  for (const answer of remembered) {
    const words = wordsOf(answer);
    const likeness = fuzzyF1(words, chosen);
    if (likeness <= highest || !isOnImage(words.at(-1) ?? '', read)) continue;
    [best, highest] = [answer, likeness];
  }
  return best;
}

const isOnImage = (word: string, read: readonly string[]): boolean =>
  word.length >= SHORTEST_LAST_WORD && read.some((other) => wordLikeness(word, other) >= 0.8);
