import { inTableOrder, isInSlice, type SliceName, sliceKey, sliceNamesOf } from '../data/slices.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import type { Grade, Metric } from '../grading/grading.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { minimumClusters } from '../statistics/clustered.ts';
import { type Pair, PairMeter } from '../statistics/difference.ts';
import { differenceInterval, estimateDifference } from '../statistics/difference-interval.ts';
import { planningOf } from '../statistics/planning.ts';
import { RatingMeter } from '../statistics/rating-comparison.ts';
import { SameSamples } from '../statistics/same-samples.ts';
import { measureSlices } from '../statistics/slice-family.ts';
import { Totals } from '../statistics/totals.ts';
import { verdictOf, verdictWhateverIsMissing } from '../verdict/verdict.ts';
import type { ComparisonRule } from './comparison-family.ts';
import type { Comparison } from './metrics-schema.ts';

/** Compares two candidates on the same samples, one sample at a time; `family` is how many comparisons share the alpha. */
export function compareAnswers(spec: RunSpec, rule: ComparisonRule, family = 1) {
  const { compare, against, metric, slice, alpha, minimumEffect, margin } = rule;
  const own = nameOf(slice);
  const primary = new PairMeter(own, metric);
  const slices = new Map<string, PairMeter>();
  const sets = new SameSamples();
  const bounds = { for: new Totals(), against: new Totals() };
  const ratings = spec.judge && new RatingMeter(spec.judge);

  function add({ sample, metrics, answers }: GradedSample): void {
    const answerOf = (name: string) => answers.find(({ candidate }) => candidate === name);
    const [mine, theirs] = [answerOf(compare), answerOf(against)];
    const pair: Pair = { compare: mine?.grade, against: theirs?.grade };
    const names = sliceNamesOf(sample).flatMap((name) => metrics.map((each) => ({ ...name, rule: each })));
    for (const name of names) meterOf(slices, name).add(sample.cluster, pair);
    sets.add(names.map(setKey));
    if (slice && !isInSlice(sample, slice)) return;
    ratings?.add(sample, mine, theirs);
    if (!metrics.includes(metric)) return;
    primary.add(sample.cluster, pair);
    // A missing score may be anything from 0 to 1: once all for the compared candidate, once all against it.
    const score = (grade: Grade | undefined, missing: number) => grade?.scores[metric] ?? missing;
    bounds.for.add(sample.cluster, score(pair.compare, 1) - score(pair.against, 0));
    bounds.against.add(sample.cluster, score(pair.compare, 0) - score(pair.against, 1));
  }

  function result(): Comparison {
    const main = primary.result(alpha);
    const first = verdictOf(main.interval, rule);
    const both =
      main.missing > 0 ? { for: boundOf(bounds.for, rule), against: boundOf(bounds.against, rule) } : undefined;
    const word = both ? verdictWhateverIsMissing([first, both.for.verdict, both.against.verdict]) : first;
    const rated = ratings?.result(alpha);
    const planning = planningOf(primary.estimate, alpha, margin ?? minimumEffect);
    return {
      compare,
      against,
      metric,
      ...(slice && { slice }),
      minimumEffect,
      ...(margin !== undefined && { margin }),
      alpha,
      family,
      verdict: word,
      because: reasonOf(main.clusters, word === first),
      primary: main,
      ...(both && { bounds: both }),
      differences: measureSlices(inTableOrder(slices.values(), spec), own, alpha, (meter) =>
        sets.classOf(setKey(meter)),
      ),
      ...(rated && rated.samples > 0 && { ratings: rated }),
      ...(planning && { planning }),
    };
  }

  return { add, result };
}

function nameOf(slice: ComparisonRule['slice']): SliceName {
  if (!slice) return { dimension: null, value: 'all' };
  return { dimension: Object.keys(slice).join(' and '), value: Object.values(slice).join(' and ') };
}

type RuledSlice = SliceName & { rule: Metric };

function setKey(name: RuledSlice): string {
  return `${name.rule}\0${sliceKey(name)}`;
}

function meterOf(meters: Map<string, PairMeter>, name: RuledSlice): PairMeter {
  const key = setKey(name);
  const meter = meters.get(key) ?? new PairMeter(name, name.rule);
  meters.set(key, meter);
  return meter;
}

function reasonOf(clusters: number, isDecidedByInterval: boolean): Comparison['because'] {
  if (clusters < minimumClusters) return 'too few clusters';
  return isDecidedByInterval ? 'interval' : 'missing answers';
}

function boundOf(totals: Totals, rule: ComparisonRule): NonNullable<Comparison['bounds']>['for'] {
  const estimate = estimateDifference(totals.clusters());
  const interval = differenceInterval(estimate, rule.alpha);
  return { mean: estimate.mean, ...(interval && { interval }), verdict: verdictOf(interval, rule) };
}
