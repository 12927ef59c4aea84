import type { Planning } from '../measuring/metrics-schema.ts';
import { minimumClusters } from './clustered.ts';
import { type DifferenceEstimate, halfWidth } from './difference-interval.ts';
import { criticalT } from './distributions.ts';

const power = 0.8;
const mostClusters = 1e9;

type Spread = Pick<DifferenceEstimate, 'clusters' | 'standardError' | 'effective' | 'differing'>;

/**
 * What a test of this size can find, and what size it takes to find the effect that the spec names (never the observed
 * one): a difference of halfWidth + t₀.₈ · standard error has its whole interval above 0 in 80 % of such tests. The half
 * width is t₁₋α/₂ · standard error, or the interval's floor where that is wider. Undefined below the minimum of clusters.
 */
export function planningOf(estimate: Spread, alpha: number, effect: number): Planning | undefined {
  if (estimate.clusters < minimumClusters) return undefined;
  const needed = clustersFor(effect, estimate, alpha);
  return {
    power,
    detectable: Math.min(1, detectableWith(estimate.clusters, estimate, alpha)),
    effect,
    ...(needed !== undefined && { clusters: needed }),
  };
}

/** What a test set could show before anything is asked, should this share of its images differ. */
export interface Foreseen extends Planning {
  share: number;
  /** The earlier run that measured this share; absent where it is a guess. */
  run?: string;
}

/** A difference as an earlier run has measured it. */
export interface EarlierDifference extends Spread {
  run: string;
}

/** {@link planningOf} before there are answers, from how another test of the same models came out. */
export function foreseenLike(
  images: number,
  { run, ...seen }: EarlierDifference,
  alpha: number,
  effect: number,
): Foreseen[] {
  const planning = planningOf(scaled(seen, images), alpha, effect);
  return planning ? [{ share: seen.differing / seen.clusters, run, ...planning }] : [];
}

/**
 * {@link planningOf} before there are answers: at each share of images that may differ, each of them in all its questions,
 * which is the most that such a share can make a difference unsure. Images are taken to have as many questions each.
 */
export function foreseenWith(images: number, shares: readonly number[], alpha: number, effect: number): Foreseen[] {
  return shares.flatMap((share) => {
    const standardError = Math.sqrt(share / images);
    const spread = { clusters: images, effective: images, standardError, differing: share * images };
    const planning = planningOf(spread, alpha, effect);
    return planning ? [{ share, ...planning }] : [];
  });
}

function detectableWith(clusters: number, estimate: Spread, alpha: number): number {
  const spread = scaled(estimate, clusters);
  const { standardError, effective } = spread;
  return halfWidth(spread, alpha) + criticalT(1 - power, Math.max(1, effective - 1)) * standardError;
}

/** What a test of so many clusters like these would come to. */
function scaled({ clusters, effective, standardError, differing }: Spread, wanted: number): Spread {
  const times = wanted / clusters;
  return {
    clusters: wanted,
    effective: effective * times,
    standardError: standardError / Math.sqrt(times),
    differing: differing * times,
  };
}

function clustersFor(effect: number, estimate: Spread, alpha: number): number | undefined {
  const finds = (clusters: number) => detectableWith(clusters, estimate, alpha) <= effect;
  if (!finds(mostClusters)) return undefined;
  let [few, enough] = [minimumClusters - 1, mostClusters];
  while (enough - few > 1) {
    const middle = Math.floor((few + enough) / 2);
    if (finds(middle)) enough = middle;
    else few = middle;
  }
  return enough;
}
