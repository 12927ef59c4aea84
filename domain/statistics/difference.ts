import type { SliceName } from '../data/slices.ts';
import { type Grade, isRight, type Metric } from '../grading/grading.ts';
import type { Difference, PairedDifference } from '../measuring/metrics-schema.ts';
import { minimumClusters } from './clustered.ts';
import { type DifferenceEstimate, differenceInterval, differs, estimateDifference } from './difference-interval.ts';
import { differenceTest } from './difference-test.ts';
import { mcNemar } from './mcnemar.ts';
import { Totals } from './totals.ts';

/** With fewer clusters that have a difference no slice is tested: the smallest p there could be is above 0.05. */
export const minimumChanged = 6;

/** Paired differences of a score, added up by cluster. */
export class Differences {
  readonly #totals = new Totals();
  #missing = 0;

  /** Adds a sample; undefined when one of its two scores is missing. */
  add(cluster: string, difference: number | undefined): void {
    if (difference === undefined) this.#missing += 1;
    else this.#totals.add(cluster, difference);
  }

  get changed(): number {
    return this.#totals.clusters().filter(differs).length;
  }

  get estimate(): DifferenceEstimate {
    return estimateDifference(this.#totals.clusters());
  }

  /** True where a slice has enough clusters, and enough of them with a difference. */
  get isTestable(): boolean {
    return this.estimate.clusters >= minimumClusters && this.changed >= minimumChanged;
  }

  /** What was measured; without an alpha, and below the minimum of clusters, counts only. */
  result(alpha: number | undefined): PairedDifference {
    const clusters = this.#totals.clusters();
    const estimate = estimateDifference(clusters);
    const interval = alpha === undefined ? undefined : differenceInterval(estimate, alpha);
    return {
      samples: estimate.n,
      clusters: estimate.clusters,
      changed: this.changed,
      missing: this.#missing,
      ...(estimate.n > 0 && { mean: estimate.mean }),
      ...(estimate.clusters > 1 && { standardError: estimate.standardError }),
      ...(alpha !== undefined && interval && { alpha, interval, test: differenceTest(clusters, estimate) }),
    };
  }
}

/** The grades of two candidates for one sample. */
export interface Pair {
  compare: Grade | undefined;
  against: Grade | undefined;
}

/** Differences by one rule in one slice, with the pairs of right and wrong answers. */
export class PairMeter implements SliceName {
  readonly dimension: string | null;
  readonly value: string;
  readonly rule: Metric;
  readonly #differences = new Differences();
  readonly #scores = { compare: 0, against: 0 };
  readonly #pairs = { both: 0, onlyCompare: 0, onlyAgainst: 0, neither: 0 };

  /** True once a score was neither 0 nor 1, of which McNemar's test knows nothing. */
  #isGraded = false;

  constructor({ dimension, value }: SliceName, rule: Metric) {
    this.dimension = dimension;
    this.value = value;
    this.rule = rule;
  }

  add(cluster: string, { compare, against }: Pair): void {
    const [mine, theirs] = [compare?.scores[this.rule], against?.scores[this.rule]];
    if (mine === undefined || theirs === undefined) {
      this.#differences.add(cluster, undefined);
      return;
    }
    this.#differences.add(cluster, mine - theirs);
    this.#scores.compare += mine;
    this.#scores.against += theirs;
    this.#isGraded ||= !isRightOrWrong(mine) || !isRightOrWrong(theirs);
    this.#pairs[pairOf(isRight(mine), isRight(theirs))] += 1;
  }

  get isTestable(): boolean {
    return this.#differences.isTestable;
  }

  get estimate(): DifferenceEstimate {
    return this.#differences.estimate;
  }

  /** See {@link Differences.result}. */
  result(alpha: number | undefined): Difference {
    const { dimension, value, rule } = this;
    const measured = this.#differences.result(alpha);
    const { onlyCompare, onlyAgainst } = this.#pairs;
    return {
      dimension,
      value,
      rule,
      ...measured,
      ...(measured.samples > 0 && { scores: { ...this.#scores } }),
      pairs: { ...this.#pairs },
      ...(measured.test && !this.#isGraded && { mcNemar: mcNemar(onlyCompare, onlyAgainst) }),
    };
  }
}

function isRightOrWrong(score: number): boolean {
  return score === 0 || score === 1;
}

function pairOf(mine: boolean, theirs: boolean): keyof Difference['pairs'] {
  if (mine) return theirs ? 'both' : 'onlyCompare';
  return theirs ? 'onlyAgainst' : 'neither';
}
