import type { Sample } from '../data/sample.ts';
import type { GradedAnswer } from '../grading/graded-sample.ts';
import { isJudged, placeOfRating } from '../grading/judging.ts';
import type { RatingDifference } from '../measuring/metrics-schema.ts';
import type { JudgeSpec } from '../spec/run-spec.ts';
import { Differences } from './difference.ts';

/** Compares the ratings of two candidates by their order alone: no distance between labels is assumed. */
export class RatingMeter {
  readonly #judge: JudgeSpec;
  readonly #differences = new Differences();
  readonly #counts = { higher: 0, equal: 0, lower: 0 };

  constructor(judge: JudgeSpec) {
    this.#judge = judge;
  }

  add({ targets, cluster }: Sample, compare: GradedAnswer | undefined, against: GradedAnswer | undefined): void {
    if (!isJudged(this.#judge, targets)) return;
    const [mine, theirs] = [this.#placeOf(compare), this.#placeOf(against)];
    if (mine === undefined || theirs === undefined) {
      this.#differences.add(cluster, undefined);
      return;
    }
    const difference = Math.sign(theirs - mine);
    this.#differences.add(cluster, difference);
    this.#counts[difference > 0 ? 'higher' : difference < 0 ? 'lower' : 'equal'] += 1;
  }

  result(alpha: number): RatingDifference {
    return { ...this.#differences.result(alpha), ...this.#counts };
  }

  #placeOf(graded: GradedAnswer | undefined): number | undefined {
    return graded && placeOfRating(this.#judge, graded.answer, graded.rating);
  }
}
