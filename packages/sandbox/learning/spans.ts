import type { Candidate } from './candidates.ts';
import { softmax } from './chance.ts';
import { entryOf } from './entry.ts';

/** Weights by question word, `*` for all; one weight a feature. */
export type SpanWeights = Record<string, number[]>;

/** A question whose answer stands on the image: which of the candidates it is. */
export interface SpanExample {
  question: string[];
  candidates: Candidate[];
  target: number;
}

/** How strongly training is pulled back to where it started. */
const PULL = 0.02;
const RATE = 0.15;

/** How well each candidate fits the question: its features, weighted for the question's words. */
export function scoreCandidates(
  weights: SpanWeights,
  question: readonly string[],
  candidates: readonly Candidate[],
): number[] {
  const rows = rowsFor(weights, question);
  return candidates.map(({ features }) => {
    let score = 0;
    for (const row of rows)
      for (let index = 0; index < features.length; index += 1) score += (row[index] ?? 0) * (features[index] ?? 0);
    return score;
  });
}

/** The probability of each candidate of an example. */
export const candidateOdds = (weights: SpanWeights, { question, candidates }: SpanExample): number[] =>
  softmax(scoreCandidates(weights, question, candidates));

/** Weights to start from: those of `prior`, and zeros for words that several of the questions have. */
export function startWeights(prior: SpanWeights, examples: readonly SpanExample[], features: number): SpanWeights {
  const weights: SpanWeights = structuredClone(prior);
  const seen = new Map<string, number>();
  for (const { question } of examples) for (const word of new Set(question)) seen.set(word, (seen.get(word) ?? 0) + 1);
  for (const [word, count] of seen) {
    if (count >= 3) weights[word] = entryOf(weights, word) ?? new Array<number>(features).fill(0);
  }
  return weights;
}

/** One pass of gradient descent over the examples, in their order; `prior` is what the weights are pulled to. */
export function descendSpans(
  weights: SpanWeights,
  prior: SpanWeights,
  examples: readonly SpanExample[],
  speed: number,
): void {
  for (const example of examples) {
    const error = candidateOdds(weights, example).map((odds, index) => (index === example.target ? odds - 1 : odds));
    const words = ['*', ...new Set(example.question)].filter((word) => Object.hasOwn(weights, word));
    const gradient = gradientOf(example.candidates, error);
    // The words share what is to be learned, so that long questions do not learn faster.
    for (const word of words) step(weights[word] ?? [], entryOf(prior, word), gradient, (RATE * speed) / words.length);
  }
}

function gradientOf(candidates: readonly Candidate[], error: readonly number[]): Float64Array {
  const gradient = new Float64Array(candidates[0]?.features.length ?? 0);
  for (const [number, { features }] of candidates.entries()) {
    for (let index = 0; index < features.length; index += 1)
      gradient[index] = (gradient[index] ?? 0) + (error[number] ?? 0) * (features[index] ?? 0);
  }
  return gradient;
}

function step(row: number[], prior: readonly number[] | undefined, gradient: Float64Array, rate: number): void {
  for (let index = 0; index < row.length; index += 1) {
    const value = row[index] ?? 0;
    row[index] = value - rate * ((gradient[index] ?? 0) + PULL * (value - (prior?.[index] ?? 0)));
  }
}

const rowsFor = (weights: SpanWeights, question: readonly string[]): readonly number[][] =>
  ['*', ...new Set(question)].flatMap((word) => {
    const row = entryOf(weights, word);
    return row === undefined ? [] : [row];
  });
