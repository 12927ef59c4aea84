import type { Interval } from '../../domain/statistics/clustered.ts';
import { differenceInterval, estimateDifference } from '../../domain/statistics/difference-interval.ts';
import { Totals } from '../../domain/statistics/totals.ts';
import { normalised, tokenF1, wordsOf } from '../../packages/sandbox/learning/words.ts';
import type { Answerer } from './answerers.ts';
import type { CoverExample } from './covers.ts';

/** How an answer is scored against the right one: 0 to 1. */
export type Metric = (answer: string, target: string) => number;

export const exact: Metric = (answer, target) => (answer === target ? 1 : 0);
export const normalisedMatch: Metric = (answer, target) => (normalised(answer) === normalised(target) ? 1 : 0);
export const wordF1: Metric = (answer, target) => tokenF1(wordsOf(answer), wordsOf(target));

/** The mean score of an answerer. */
export function meanScore(answerer: Answerer, metric: Metric, examples: readonly CoverExample[]): number {
  return examples.reduce((sum, example) => sum + metric(answerer(example), example.answer), 0) / examples.length;
}

/** The mean difference of two answerers on the same questions, and its 95 % interval with covers as clusters. */
export function gain(
  answerer: Answerer,
  against: Answerer,
  metric: Metric,
  examples: readonly CoverExample[],
): { mean: number; interval: Interval | undefined } {
  const totals = new Totals();
  for (const example of examples) {
    totals.add(example.image, metric(answerer(example), example.answer) - metric(against(example), example.answer));
  }
  const estimate = estimateDifference(totals.clusters());
  return { mean: estimate.mean, interval: differenceInterval(estimate, 0.05) };
}
