import type { Unit } from '../report/words/foreseen-words.ts';
import { counted, percent, points } from '../report/words/format.ts';
import { minimumClusters } from '../statistics/clustered.ts';
import { foreseenWith } from '../statistics/planning.ts';
import { alphaOfLook, runsAtLook } from '../trend/looks.ts';

/** Shares of images that commonly change from run to run. */
const usualShares = [0.05, 0.25];

/** Of runs, by which {@link trendText} says what a trend could show. */
const soon = 10;

/** What the runs of a schedule could show of a change, by the size of their test set and the alpha of its trend. */
export function catchText(images: number, alpha: number, unit: Unit = 'image'): string {
  if (images < minimumClusters) {
    return `Its runs can show no change: ${counted(images, `test ${unit}`)}, and it takes ${minimumClusters} at least.`;
  }
  const each = foreseenWith(images, usualShares, alpha, 1).map(
    ({ share, detectable }) =>
      `${points(detectable).slice(1)} points on if ${percent(share).replace('.0', '')} of them change`,
  );
  return `From one run to another ${counted(images, `test ${unit}`)} show, in 80 % of such tests, differences from ${each.join(', from ')}. ${trendText(images, alpha, unit)}`;
}

/** With so many that differ, p of a trend is at least 2^−(so many), so that fewer can never pass a look. */
function trendText(images: number, alpha: number, unit: Unit): string {
  const looks = lookNumbers(soon);
  const least = Math.ceil(Math.log2(1 / alphaOfLook(looks.length, alpha)));
  const when = `Their trend is looked at after ${looks.map(runsAtLook).join(', ')} runs and so on`;
  if (images < least) return `${when}; by run ${soon} it takes ${least} test ${unit}s at least to call it worse.`;
  return `${when}; by run ${soon} at least ${least} ${unit}s must have turned before it is called worse (tempera trend).`;
}

function lookNumbers(runs: number): number[] {
  const looks = Array.from({ length: runs }, (_, n) => n + 1);
  return looks.filter((look) => runsAtLook(look) <= runs);
}
