import { Differences } from './difference.ts';
import type { GradedAnswer } from './graded-sample.ts';
import { isJudged } from './judging.ts';
import type { RatingDifference } from './metrics-schema.ts';
import type { JudgeSpec } from './run-spec.ts';
import type { Sample } from './sample.ts';

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

  /** The place of a rating, the best first; a refusal is below every label, and what is missing has none. */
  #placeOf(answer: GradedAnswer | undefined): number | undefined {
    const { labels } = this.#judge.rubric;
    if (answer?.answer.outcome === 'refused') return labels.length;
    const { rating } = answer ?? {};
    if (rating?.outcome !== 'rated') return undefined;
    const place = labels.findIndex(({ name }) => name === rating.label);
    return place === -1 ? undefined : place;
  }
}
