import { isExactMatch, normalise } from './grading.ts';

/**
 * How alike the words of two texts are, from 0 to 1: the harmonic mean of precision and recall over their words, counted
 * as often as they occur (Rajpurkar et al. 2016, SQuAD), after {@link normalise}, which keeps articles. A text without
 * words is only like itself.
 */
export function tokenF1(text: string, target: string): number {
  const [own, wanted] = [wordsOf(text), wordsOf(target)];
  if (own.length === 0 || wanted.length === 0) return Number(isExactMatch(text, target));
  const left = new Map<string, number>();
  for (const word of wanted) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of own) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    shared += 1;
    left.set(word, count - 1);
  }
  return (2 * shared) / (own.length + wanted.length);
}

function wordsOf(text: string): string[] {
  return normalise(text).split(' ').filter(Boolean);
}
