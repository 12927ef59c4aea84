import type { ImageRule, PatchBudget, Patches, Tiles } from './image-families.ts';

/** Width and height in pixels. */
export interface ImageSize {
  width: number;
  height: number;
}

export type Detail = 'auto' | 'low' | 'high';

/** Tokens that an image takes by a rule of OpenAI's guide "Images and vision". */
export function imageTokens(size: ImageSize, detail: Detail, rule: ImageRule): number {
  return 'tile' in rule ? tokensOfTiles(size, detail, rule) : tokensOfPatches(size, detail, rule);
}

function tokensOfTiles({ width, height }: ImageSize, detail: Detail, { base, tile }: Tiles): number {
  if (detail === 'low') return base;
  const fit = Math.min(1, 2048 / Math.max(width, height));
  const shrink = fit * Math.min(1, 768 / (Math.min(width, height) * fit));
  const tiles = (side: number) => Math.ceil((side * shrink) / 512);
  return base + tile * tiles(width) * tiles(height);
}

const patchSide = 32;
/** What is left of an image at low detail. */
const lowSide = 512;

function tokensOfPatches(size: ImageSize, detail: Detail, { factor, budget, high }: Patches): number {
  if (detail === 'low') return Math.ceil(factor * patchesOf(fitted(size, lowSide)));
  const limit = detail === 'high' ? (high ?? budget) : budget;
  return Math.ceil(factor * (limit ? patchesWithin(size, limit) : patchesOf(size)));
}

function patchesWithin(size: ImageSize, { patches, side }: PatchBudget): number {
  const { width, height } = fitted(size, side);
  if (patchesOf({ width, height }) <= patches) return patchesOf({ width, height });
  const shrink = Math.sqrt((patchSide ** 2 * patches) / (width * height));
  const across = (length: number) => (length * shrink) / patchSide;
  // Shrunk on, so that the side that misses a whole number of patches by more has one.
  const adjusted = shrink * Math.min(...[width, height].map((length) => Math.floor(across(length)) / across(length)));
  return Math.min(patches, patchesOf({ width: Math.round(width * adjusted), height: Math.round(height * adjusted) }));
}

function fitted({ width, height }: ImageSize, side: number): ImageSize {
  const shrink = Math.min(1, side / Math.max(width, height));
  return { width: width * shrink, height: height * shrink };
}

function patchesOf({ width, height }: ImageSize): number {
  return Math.ceil(width / patchSide) * Math.ceil(height / patchSide);
}
