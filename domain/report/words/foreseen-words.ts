import { imageColumns } from '../../data/columns.ts';
import { comparisonsOf } from '../../measuring/comparison-family.ts';
import type { RunSpec } from '../../spec/run-spec.ts';
import { minimumClusters } from '../../statistics/clustered.ts';
import { type EarlierDifference, type Foreseen, foreseenLike, foreseenWith } from '../../statistics/planning.ts';
import { counted, percent, points } from './format.ts';
import { goalText } from './further-words.ts';

export type Unit = 'image' | 'question';

/** Shares of images that commonly differ: a small change, and a large one. */
const usualShares = [0.05, 0.25];

/** What so many test images could show of the verdict's difference; nothing without a verdict, or with too few of them. */
export function foreseenOf(
  spec: Pick<RunSpec, 'verdict' | 'comparisons'>,
  images: number,
  earlier?: EarlierDifference,
): Foreseen[] {
  const [first] = comparisonsOf(spec);
  if (!first) return [];
  const effect = first.margin ?? first.minimumEffect;
  return earlier
    ? foreseenLike(images, earlier, first.alpha, effect)
    : foreseenWith(images, usualShares, first.alpha, effect);
}

/**
 * The same in words, before anything is paid; images that nobody has looked at yet are as many as their rows at most.
 * The unit is what was counted: images, or questions where none is shown.
 */
export function foreseenText(
  spec: Pick<RunSpec, 'verdict' | 'comparisons' | 'data'>,
  images: number,
  foreseen: readonly Foreseen[],
  { unseen = false, unit = likelyUnit(spec.data) }: { unseen?: boolean; unit?: Unit } = {},
): string | undefined {
  const [first] = comparisonsOf(spec);
  if (!first) return undefined;
  if (images < minimumClusters) {
    return `No verdict can come of ${counted(images, `test ${unit}`)}: it takes ${minimumClusters} at least.`;
  }
  const each = foreseen.map(({ share, run, detectable, clusters }) => {
    const takes =
      clusters === undefined ? `no number of ${unit}s` : `about ${counted(Number(clusters.toPrecision(2)), unit)}`;
    const where = run === undefined ? '' : ` as in run ${run}`;
    return `if ${percent(share).replace('.0', '')} of them differ${where}, differences from ${points(detectable).slice(1)} points on, and the ${goalText(first)} takes ${takes}`;
  });
  const isSmall = foreseen.some(({ detectable, effect }) => detectable > effect);
  return `${isSmall ? `Few ${unit}s: ` : ''}${counted(images, `test ${unit}`)}${unseen ? ', if no two are the same,' : ''} show in 80 % of such tests, ${each.join('; ')}.`;
}

/** What rows are made of by the spec alone; conversations may show images, and are asked in any case. */
function likelyUnit({ source, columns }: RunSpec['data']): Unit {
  return source.kind !== 'chat' && imageColumns({ columns }).length > 0 ? 'image' : 'question';
}
