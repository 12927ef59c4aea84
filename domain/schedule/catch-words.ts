import type { Unit } from '../report/words/foreseen-words.ts';
import { counted, percent, points } from '../report/words/format.ts';
import { minimumClusters } from '../statistics/clustered.ts';
import { foreseenWith } from '../statistics/planning.ts';

/** Shares of images that commonly change from run to run. */
const usualShares = [0.05, 0.25];
const alpha = 0.05;

/** What the runs of a schedule could show of a change, by the size of their test set. */
export function catchText(images: number, unit: Unit = 'image'): string {
  if (images < minimumClusters) {
    return `Its runs can show no change: ${counted(images, `test ${unit}`)}, and it takes ${minimumClusters} at least.`;
  }
  const each = foreseenWith(images, usualShares, alpha, 1).map(
    ({ share, detectable }) =>
      `${points(detectable).slice(1)} points on if ${percent(share).replace('.0', '')} of them change`,
  );
  return `From one run to another ${counted(images, `test ${unit}`)} show, in 80 % of such tests, differences from ${each.join(', from ')}.`;
}
