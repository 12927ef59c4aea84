import type { Sample } from '../data/sample.ts';
import { inTableOrder, type SliceName, sliceKey, sliceNamesOf } from '../data/slices.ts';
import type { GradedAnswer, GradedSample } from '../grading/graded-sample.ts';
import { type Grade, isRule, type Metric, rules } from '../grading/grading.ts';
import { isJudged } from '../grading/judging.ts';
import type { RatedOutcome } from '../grading/rating.ts';
import { hasChanged } from '../grading/repeats.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { type ClusterTotal, clusteredMean, scoreInterval } from '../statistics/clustered.ts';
import { Totals } from '../statistics/totals.ts';
import { AnswerTally } from './answer-tally.ts';
import { compareAnswers } from './comparison.ts';
import { comparisonsOf } from './comparison-family.ts';
import type { CandidateMetrics, Metrics, RatingDistribution, Score, SliceMetrics } from './metrics-schema.ts';

/** Measures samples one at a time, so that a data set of any size can stream by. */
export interface Meter {
  add(sample: GradedSample): void;
  /** Everything measured so far. Throws when a candidate's outcomes do not add up to the samples. */
  result(): Metrics;
}

/** A meter for the candidates, rules and slices of a spec. */
export function createMeter(spec: RunSpec): Meter {
  const clusters = new Set<string>();
  const images = new Set<string>();
  const candidates = new Map<string, CandidateMeter>();
  const rules = comparisonsOf(spec);
  const comparisons = rules.map((rule) => compareAnswers(spec, rule, rules.length));
  let samples = 0;

  return {
    add: (graded) => {
      samples += 1;
      clusters.add(graded.sample.cluster);
      for (const { sha256 } of graded.sample.images) images.add(sha256);
      for (const answer of graded.answers) meterOf(candidates, answer).add(graded, answer, spec);
      for (const comparison of comparisons) comparison.add(graded);
    },
    result: () => {
      const [comparison, ...further] = comparisons.map((one) => one.result());
      return {
        samples,
        clusters: clusters.size,
        images: images.size,
        candidates: [...candidates.values()].map((meter) => meter.result(spec, samples)),
        ...(comparison && { comparison }),
        comparisons: further,
      };
    },
  };
}

function meterOf(meters: Map<string, CandidateMeter>, { candidate, kind }: GradedAnswer): CandidateMeter {
  const meter = meters.get(candidate) ?? new CandidateMeter(candidate, kind);
  meters.set(candidate, meter);
  return meter;
}

class CandidateMeter {
  readonly #name: string;
  readonly #kind: GradedAnswer['kind'];
  readonly #slices = new Map<string, SliceMeter>();
  readonly #tally = new AnswerTally();

  constructor(name: string, kind: GradedAnswer['kind']) {
    this.#name = name;
    this.#kind = kind;
  }

  add({ sample, metrics }: GradedSample, answer: GradedAnswer, spec: RunSpec): void {
    for (const repeat of answer.repeats) this.#tally.add(repeat.answer);
    for (const name of sliceNamesOf(sample)) {
      const key = sliceKey(name);
      const slice = this.#slices.get(key) ?? new SliceMeter(name, spec);
      this.#slices.set(key, slice);
      slice.add(sample, metrics, answer);
    }
  }

  result(spec: RunSpec, samples: number): CandidateMetrics {
    const slices = inTableOrder(this.#slices.values(), spec).map((slice) => slice.result());
    const [all] = slices;
    if (all) checkSum(this.#name, all, samples);
    const incomplete =
      all !== undefined && (all.answered === 0 || all.failed > spec.limits.failedSamples * all.samples);
    const tally = this.#kind === 'candidate' ? this.#tally.result() : {};
    return { name: this.#name, kind: this.#kind, incomplete, slices, ...tally };
  }
}

function checkSum(name: string, { answered, refused, failed }: SliceMetrics, samples: number): void {
  if (answered + refused + failed === samples) return;
  throw new Error(
    `candidate ${name}: ${answered} answered + ${refused} refused + ${failed} failed are not the ${samples} samples`,
  );
}

class SliceMeter implements SliceName {
  readonly dimension: string | null;
  readonly value: string;
  readonly #spec: RunSpec;
  readonly #counts = { samples: 0, answered: 0, refused: 0, failed: 0, unreadable: 0, cutByLength: 0 };
  #changed = 0;
  readonly #clusters = new Set<string>();
  readonly #scores = new Map<Metric, Totals>(rules.map((rule) => [rule, new Totals()]));
  readonly #unreadable = new Map<Metric, number>();
  readonly #ungraded = new Map<Metric, number>();
  readonly #ratings: RatingDistribution | undefined;

  constructor({ dimension, value }: SliceName, spec: RunSpec) {
    this.dimension = dimension;
    this.value = value;
    this.#spec = spec;
    const labels = spec.judge?.rubric.labels.map(({ name }) => ({ label: name, count: 0 }));
    const settled = spec.judge?.when === 'unsettled' ? { settled: 0 } : {};
    this.#ratings = labels && { samples: 0, labels, ...settled, refused: 0, failed: 0, unrated: 0 };
  }

  add(sample: Sample, metrics: readonly Metric[], { answer, grade, rating, kind, repeats }: GradedAnswer): void {
    this.#counts.samples += 1;
    this.#changed += Number(hasChanged(repeats));
    this.#counts[answer.outcome] += 1;
    this.#counts.unreadable += Number(grade?.unreadable ?? false);
    this.#counts.cutByLength += Number(answer.outcome === 'answered' && answer.cutByLength);
    this.#clusters.add(sample.cluster);
    for (const metric of metrics) this.#addScore(sample.cluster, metric, grade);
    if (kind === 'candidate' && grade) this.#addUngraded(metrics, grade);
    if (kind === 'candidate') this.#addRating(sample, answer.outcome, rating);
  }

  #addScore(cluster: string, metric: Metric, grade: GradedAnswer['grade']): void {
    const score = grade?.scores[metric];
    const totals = this.#scores.get(metric) ?? new Totals();
    this.#scores.set(metric, totals);
    if (score !== undefined) totals.add(cluster, score);
    if (grade?.graders?.[metric]?.unreadable) this.#unreadable.set(metric, (this.#unreadable.get(metric) ?? 0) + 1);
  }

  #addUngraded(metrics: readonly Metric[], { scores }: Grade): void {
    for (const metric of metrics) {
      if (scores[metric] === undefined) this.#ungraded.set(metric, (this.#ungraded.get(metric) ?? 0) + 1);
    }
  }

  #addRating(sample: Sample, outcome: 'answered' | 'refused' | 'failed', rating: GradedAnswer['rating']): void {
    const { judge } = this.#spec;
    if (!this.#ratings || !judge || !isJudged(judge, sample.targets)) return;
    this.#ratings.samples += 1;
    if (outcome !== 'answered') this.#ratings[outcome] += 1;
    else if (rating?.outcome === 'rated') countLabel(this.#ratings, rating);
    else this.#ratings.unrated += 1;
  }

  result(): SliceMetrics {
    const alpha = comparisonsOf(this.#spec)[0]?.alpha ?? 0.05;
    const score = (metric: Metric) => scoreOf(this.#scores.get(metric)?.clusters() ?? [], alpha);
    const graders = [...this.#scores.keys()].filter((metric) => !isRule(metric));
    return {
      dimension: this.dimension,
      value: this.value,
      ...this.#counts,
      ...(this.#spec.repeats > 1 && { changed: this.#changed }),
      clusters: this.#clusters.size,
      scores: {
        exact: score('exact'),
        normalised: score('normalised'),
        contains: score('contains'),
        ...Object.fromEntries(
          graders.map((metric) => {
            const ungraded = this.#ungraded.get(metric) ?? 0;
            const counts = { unreadable: this.#unreadable.get(metric) ?? 0, ...(ungraded > 0 && { ungraded }) };
            return [metric, { ...score(metric), ...counts }];
          }),
        ),
      },
      ...(this.#ratings && this.#ratings.samples > 0 && { ratings: this.#ratings }),
    };
  }
}

function countLabel(ratings: RatingDistribution, { label, settledBy }: RatedOutcome): void {
  if (settledBy !== undefined) ratings.settled = (ratings.settled ?? 0) + 1;
  const counted = ratings.labels.find((one) => one.label === label);
  if (counted) counted.count += 1;
  else ratings.unrated += 1;
}

function scoreOf(clusters: readonly ClusterTotal[], alpha: number): Score {
  const estimate = clusteredMean(clusters);
  const interval = scoreInterval(estimate, alpha);
  return {
    points: clusters.reduce((points, { sum }) => points + sum, 0),
    samples: estimate.n,
    ...(estimate.n > 0 && { mean: estimate.mean }),
    ...(interval && { interval }),
  };
}
