import { fuzzyF1, wordsOf } from '../learning/words.ts';

// Each word is held against each: longer texts are compared by their beginnings.
const MOST_WORDS = 200;

/** How close an answer comes to the best of the targets, 0 to 1; 1 only for the same words in the same order. */
export function similarity(answer: string, targets: readonly string[]): number {
  return Math.max(0, ...targets.map((target) => similarityOf(wordsOf(answer), wordsOf(target))));
}

function similarityOf(answer: readonly string[], target: readonly string[]): number {
  if (answer.join(' ') === target.join(' ')) return 1;
  return Math.min(0.99, fuzzyF1(answer.slice(0, MOST_WORDS), target.slice(0, MOST_WORDS)));
}

/** The label for a similarity on a scale from best to worst: the first for 1, the last for nothing in common. */
export function labelFor(value: number, labels: readonly string[]): string {
  const last = labels.length - 1;
  if (value === 1 || last <= 0) return labels[0] ?? '';
  if (last === 1) return labels[1] ?? '';
  // The labels between share the range from a quarter to one; below that the answer is unrelated.
  if (value < 0.25) return labels[last] ?? '';
  const step = Math.floor(((0.999 - value) / 0.75) * (last - 1));
  return labels[1 + Math.min(last - 2, Math.max(0, step))] ?? '';
}
