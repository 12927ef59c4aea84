import type { Comparison, Metrics } from '../../measuring/metrics-schema.ts';
import { type Interval, minimumClusters } from '../../statistics/clustered.ts';
import type { Spoil } from '../report-schema.ts';
import { confidence, counted, marginText, metricText, pointRange, points, whole } from './format.ts';
import { sinceText } from './further-words.ts';

/** The report in one or two plain sentences; they never call undecided candidates the same. */
export function headlineOf(metrics: Metrics, isTrial: boolean, spoils: readonly Spoil[]): string {
  if (isTrial) return trialSentence(metrics, spoils);
  const { comparison } = metrics;
  if (!comparison) return 'No verdict: the spec names no comparison.';
  const compared = [comparison.compare, comparison.against];
  const silent = spoils.filter(({ kind, candidate = '' }) => kind === 'no-answers' && compared.includes(candidate));
  if (silent.length > 0) return `No verdict: ${saidNothing(silent)}.`;
  return verdictSentence(comparison, unitOf(metrics));
}

function trialSentence({ samples }: Metrics, spoils: readonly Spoil[]): string {
  const isBroken = ({ kind, share }: Spoil) => kind === 'no-answers' || (kind === 'failed-ratings' && share === 1);
  const [broken, failed] = [spoils.filter(isBroken), spoils.filter(({ kind }) => kind !== 'shared-data')];
  if (broken.length > 0) return `The trial shows that the run does not work: ${textsOf(broken)}`;
  if (failed.length > 0) return `Trial, no verdict: the run works in part. ${textsOf(failed)}`;
  const show = samples === 1 ? 'shows' : 'show';
  return `Trial, no verdict: ${counted(samples, 'sample')} ${show} that the run works, not which model is better.`;
}

function textsOf(spoils: readonly Spoil[]): string {
  return spoils.map(({ text }) => text).join(' ');
}

function saidNothing(spoils: readonly Spoil[]): string {
  const names = spoils.map(({ candidate, rater }) =>
    rater ? `${rater} rated nothing` : `${candidate} answered nothing`,
  );
  return [...new Set(names)].join(', ');
}

/** What the samples are clustered by: images, of text alone questions, unless the data set names something wider. */
export function unitOf({ samples, clusters, images }: Pick<Metrics, 'samples' | 'clusters' | 'images'>): Unit {
  if (images === 0 && clusters === samples) return 'question';
  return clusters === images ? 'image' : 'cluster';
}

/** The verdict in plain words, with the interval behind it. */
export function verdictSentence(comparison: Comparison, unit: Unit): string {
  const { verdict, because, compare, against, minimumEffect } = comparison;
  const less = marginText(comparison.margin ?? 0);
  const { interval } = comparison.primary;
  if (because === 'too few clusters' || interval === undefined) return tooFew(comparison, unit);
  if (because === 'missing answers') return dependsOnMissing(comparison, unit);
  const m = marginText(minimumEffect);
  const { lower, upper } = widest(comparison, interval);
  const atLeast = (effect: number) =>
    effect >= minimumEffect && comparison.margin === undefined ? `, by at least ${m}` : '';
  switch (verdict) {
    case 'better':
      return `${compare} is better than ${against}${atLeast(lower)}: ${measured(comparison, unit)}.`;
    case 'worse':
      return `${compare} is worse than ${against}${comparison.margin === undefined ? atLeast(-upper) : ` by more than ${less}`}: ${measured(comparison, unit)}.`;
    case 'not-worse':
      return `${compare} is not worse than ${against} by ${less} or more: ${measured(comparison, unit)}.`;
    case 'equivalent':
      return `${compare} and ${against} are equivalent within ${m}: ${measured(comparison, unit)}.`;
    case 'undecided':
      return `${question(comparison)}: ${measured(comparison, unit)}; the answers fit any difference within that interval.`;
  }
}

/** From the lowest to the highest end that missing answers could lead to. */
function widest({ bounds }: Comparison, { lower, upper }: Interval): Interval {
  return {
    lower: Math.min(lower, bounds?.against.interval?.lower ?? lower),
    upper: Math.max(upper, bounds?.for.interval?.upper ?? upper),
  };
}

type Unit = 'image' | 'question' | 'cluster';

function measured(comparison: Comparison, unit: Unit): string {
  const { primary, metric, alpha } = comparison;
  const { mean, interval } = primary;
  const range = interval ? ` (${confidence(alpha)} interval ${pointRange(interval)}${sinceText(comparison)})` : '';
  return `${points(mean)} points${range} by ${metricText(metric)} on ${samplesOf(primary, unit)}`;
}

function samplesOf(primary: Comparison['primary'], unit: Unit): string {
  return questionsIn(primary, unit, primary.dimension === null ? '' : `${primary.value} `);
}

/** How many questions, and about how many images or clusters where they are others. */
export function questionsIn(
  { samples, clusters }: Pick<Comparison['primary'], 'samples' | 'clusters'>,
  unit: Unit,
  slice = '',
): string {
  const about = unit === 'question' ? '' : ` about ${counted(clusters, unit)}`;
  return `${whole(samples)} ${slice}question${samples === 1 ? '' : 's'}${about}`;
}

function question({ compare, against, margin: asked }: Comparison): string {
  const isWorse = asked === undefined ? 'better or worse' : 'worse';
  const by = asked === undefined ? '' : ` by ${marginText(asked)} or more`;
  return `Undecided whether ${compare} is ${isWorse} than ${against}${by}`;
}

function tooFew(comparison: Comparison, unit: Unit): string {
  const { primary } = comparison;
  return `${question(comparison)}: ${samplesOf(primary, unit)} are too few to tell, it takes at least ${counted(minimumClusters, unit)}.`;
}

function dependsOnMissing(comparison: Comparison, unit: Unit): string {
  const { compare, primary, bounds } = comparison;
  const [best, worst] = [bounds?.for.verdict, bounds?.against.verdict];
  return `${question(comparison)}: ${counted(primary.missing, 'sample')} without a score could change the verdict (${best} if all counted for ${compare}, ${worst} if all against). Without them: ${measured(comparison, unit)}.`;
}
