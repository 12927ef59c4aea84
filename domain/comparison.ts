import type { GradedSample } from './graded-sample.ts';
import { type Grade, type Rule, rules } from './grading.ts';
import type { Comparison, Difference } from './metrics-schema.ts';
import type { RunSpec, VerdictSpec } from './run-spec.ts';
import { inTableOrder, isInSlice, type SliceName, sliceNamesOf } from './slices.ts';
import { clusteredMean, differenceInterval, minimumClusters } from './statistics.ts';
import { Totals } from './totals.ts';
import { verdictOf, verdictWhateverIsMissing } from './verdict.ts';

/** Compares the two candidates of a verdict on the same samples, one sample at a time. */
export function compareAnswers(spec: RunSpec, verdict: VerdictSpec) {
  const { compare, against, metric, slice, minimumEffect, alpha } = verdict;
  const differences = new Map<string, DifferenceMeter>();
  const primary = new DifferenceMeter({ ...nameOf(slice), rule: metric }, alpha);
  const bounds = { for: new Totals(), against: new Totals() };

  function add({ sample, answers }: GradedSample): void {
    const pair = { compare: gradeOf(answers, compare), against: gradeOf(answers, against) };
    for (const name of sliceNamesOf(sample)) {
      for (const rule of rules) differenceOf(differences, { ...name, rule }, alpha).add(sample.cluster, pair);
    }
    if (slice && !isInSlice(sample, slice)) return;
    primary.add(sample.cluster, pair);
    // A missing score may be anything from 0 to 1: once all for the compared candidate, once all against it.
    const score = (grade: Grade | undefined, missing: number) => grade?.scores[metric] ?? missing;
    bounds.for.add(sample.cluster, score(pair.compare, 1) - score(pair.against, 0));
    bounds.against.add(sample.cluster, score(pair.compare, 0) - score(pair.against, 1));
  }

  function result(): Comparison {
    const main = primary.result();
    const first = verdictOf(main.interval, minimumEffect);
    const bound = (totals: Totals) => boundOf(totals, alpha, minimumEffect);
    const both = main.missing > 0 ? { for: bound(bounds.for), against: bound(bounds.against) } : undefined;
    const word = both ? verdictWhateverIsMissing([first, both.for.verdict, both.against.verdict]) : first;
    return {
      compare,
      against,
      metric,
      ...(slice && { slice }),
      minimumEffect,
      alpha,
      verdict: word,
      because: reasonOf(main.clusters, word === first),
      primary: main,
      ...(both && { bounds: both }),
      differences: inTableOrder(differences.values(), spec).map((difference) => difference.result()),
    };
  }

  return { add, result };
}

function nameOf(slice: VerdictSpec['slice']): SliceName {
  if (!slice) return { dimension: null, value: 'all' };
  return { dimension: Object.keys(slice).join(' and '), value: Object.values(slice).join(' and ') };
}

function gradeOf(answers: GradedSample['answers'], name: string): Grade | undefined {
  return answers.find(({ candidate }) => candidate === name)?.grade;
}

function reasonOf(clusters: number, isDecidedByInterval: boolean): Comparison['because'] {
  if (clusters < minimumClusters) return 'too few clusters';
  return isDecidedByInterval ? 'interval' : 'missing answers';
}

function boundOf(totals: Totals, alpha: number, minimumEffect: number) {
  const estimate = estimateOf(totals, alpha);
  return { ...estimate, verdict: verdictOf(estimate.interval, minimumEffect) };
}

function estimateOf(totals: Totals, alpha: number): Pick<Difference, 'mean' | 'standardError' | 'interval'> {
  const estimate = clusteredMean(totals.clusters());
  const interval = differenceInterval(estimate, alpha);
  return {
    ...(estimate.n > 0 && { mean: estimate.mean }),
    ...(estimate.clusters > 1 && { standardError: estimate.standardError }),
    ...(interval && { interval }),
  };
}

interface Pair {
  compare: Grade | undefined;
  against: Grade | undefined;
}

type Named = SliceName & { rule: Rule };

function differenceOf(meters: Map<string, DifferenceMeter>, name: Named, alpha: number): DifferenceMeter {
  const key = JSON.stringify([name.dimension, name.value, name.rule]);
  const meter = meters.get(key) ?? new DifferenceMeter(name, alpha);
  meters.set(key, meter);
  return meter;
}

class DifferenceMeter implements Named {
  readonly dimension: string | null;
  readonly value: string;
  readonly rule: Rule;
  readonly #alpha: number;
  readonly #totals = new Totals();
  readonly #pairs = { both: 0, onlyCompare: 0, onlyAgainst: 0, neither: 0 };
  #missing = 0;

  constructor({ dimension, value, rule }: Named, alpha: number) {
    this.dimension = dimension;
    this.value = value;
    this.rule = rule;
    this.#alpha = alpha;
  }

  add(cluster: string, { compare, against }: Pair): void {
    if (!compare || !against) {
      this.#missing += 1;
      return;
    }
    const [mine, theirs] = [compare.scores[this.rule], against.scores[this.rule]];
    this.#totals.add(cluster, mine - theirs);
    this.#pairs[pairOf(mine === 1, theirs === 1)] += 1;
  }

  result(): Difference {
    const clusters = this.#totals.clusters();
    return {
      dimension: this.dimension,
      value: this.value,
      rule: this.rule,
      samples: clusters.reduce((samples, { n }) => samples + n, 0),
      clusters: clusters.length,
      missing: this.#missing,
      pairs: this.#pairs,
      ...estimateOf(this.#totals, this.#alpha),
    };
  }
}

function pairOf(mine: boolean, theirs: boolean): keyof Difference['pairs'] {
  if (mine) return theirs ? 'both' : 'onlyCompare';
  return theirs ? 'onlyAgainst' : 'neither';
}
