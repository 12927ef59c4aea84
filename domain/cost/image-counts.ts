import type { Message } from '../answering/messages.ts';
import { imageRuleOf } from '../tokens/image-families.ts';
import { type Detail, type ImageSize, imageTokens } from '../tokens/image-tokens.ts';
import { imagePartsOf, tokensOfImages } from '../tokens/message-tokens.ts';

/** What a model was billed for one image. */
export interface ProbedImage {
  /** Who says so, such as `the probe of 2026-11-28`. */
  by: string;
  tokens: number;
  size: ImageSize;
  detail: Detail;
}

/** Counts the tokens of the images in messages to a model. */
export interface ImageCounter {
  count(messages: readonly Message[]): number;
  /** Who says what an image takes, where it is not the table of families. */
  by?: string;
}

/** Which images there are, and how closely they are to be looked at. */
export interface ImagesSent {
  sizes: ReadonlyMap<string, ImageSize>;
  detail: Detail;
}

/** Share of difference from which on a probe is believed, and not the table. */
const mayDiffer = 0.1;

/**
 * How a model counts images: by the table of families, which a probe corrects; without a table all images are taken to be
 * like the one of the probe. Undefined where nobody knows.
 */
export function imageCounter(
  model: string,
  sent: ImagesSent,
  probed: ProbedImage | undefined,
): ImageCounter | undefined {
  const rule = imageRuleOf(model);
  if (!rule) return probed && { by: probed.by, count: (messages) => probed.tokens * imagePartsOf(messages).length };
  const ratio = probed ? probed.tokens / imageTokens(probed.size, probed.detail, rule) : 1;
  const counted = { ...sent, rule };
  if (!probed || Math.abs(ratio - 1) <= mayDiffer) return { count: (messages) => tokensOfImages(messages, counted) };
  return { by: probed.by, count: (messages) => ratio * tokensOfImages(messages, counted) };
}
