import type { Candidate } from './candidates.ts';

/** Weights by question word, `*` for all; one weight a feature. */
export type Weights = Readonly<Record<string, readonly number[]>>;

/** The words of a question that have weights, `*` first. */
export const weightedWords = (weights: Weights, question: readonly string[]): string[] => [
  '*',
  ...[...new Set(question)].filter((word) => word in weights),
];

/** How well each candidate fits the question: the sum of its features, weighted for the question's words. */
export function scoreCandidates(
  weights: Weights,
  question: readonly string[],
  candidates: readonly Candidate[],
): number[] {
  const rows = weightedWords(weights, question).map((word) => weights[word] ?? []);
  return candidates.map(({ features }) =>
    features.reduce(
      (sum, value, index) => (value === 0 ? sum : sum + value * rows.reduce((w, row) => w + (row[index] ?? 0), 0)),
      0,
    ),
  );
}

/** The candidate with the highest score, or undefined when nothing was read. */
export function bestCandidate(
  weights: Weights,
  question: readonly string[],
  candidates: readonly Candidate[],
): Candidate | undefined {
  const scores = scoreCandidates(weights, question, candidates);
  return candidates[scores.indexOf(Math.max(...scores))];
}
