import { createHash } from 'node:crypto';
import { isInSlice } from '../data/slices.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import { clusteredMean, type Estimate } from '../statistics/clustered.ts';
import { Totals } from '../statistics/totals.ts';
import type { Followed } from './followed.ts';
import type { RunScores } from './run-scores.ts';

/** Scores of a run by what is followed. */
export interface ColumnOfScores extends RunScores {
  estimate: Estimate;
  /** Samples without a score. */
  missing: number;
  /** Hash of what was asked, the samples of the slice with their targets. */
  testSet: string;
}

/** Collects the scores of a run, a sample at a time. */
export class ScoreColumn {
  readonly #followed: Followed;
  readonly #testSet = createHash('sha256');
  readonly #totals = new Totals();
  readonly #places = new Map<string, number>();
  readonly #clusters: number[] = [];
  readonly #scores: number[] = [];

  constructor(followed: Followed) {
    this.#followed = followed;
  }

  add({ sample, answers }: GradedSample): void {
    const { candidate, metric, slice } = this.#followed;
    if (slice && !isInSlice(sample, slice)) return;
    const { id, cluster, question, targets, images } = sample;
    this.#testSet.update(JSON.stringify([id, cluster, question, targets, images.map(({ sha256 }) => sha256)]));
    const score = answers.find((answer) => answer.candidate === candidate)?.grade?.scores[metric];
    if (score !== undefined) this.#totals.add(cluster, score);
    this.#scores.push(score ?? Number.NaN);
    this.#clusters.push(this.#placeOf(cluster));
  }

  result(): ColumnOfScores {
    const estimate = clusteredMean(this.#totals.clusters());
    return {
      clusters: this.#clusters,
      scores: Float64Array.from(this.#scores),
      estimate,
      missing: this.#scores.length - estimate.n,
      testSet: this.#testSet.digest('hex'),
    };
  }

  #placeOf(cluster: string): number {
    const place = this.#places.get(cluster) ?? this.#places.size;
    this.#places.set(cluster, place);
    return place;
  }
}
