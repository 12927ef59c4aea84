import type { PromptSpec } from '../spec/run-spec.ts';
import type { PreparedExample } from './dataset.ts';
import type { Row, SampleImage } from './sample.ts';

/** Tokens around each message. */
const perMessage = 4;

/**
 * Estimated tokens of one line with its worked examples: text at four characters a token, images by the published rule of
 * gpt-4o. Within a few percent for English; a provider's own count is what is billed.
 */
export function estimateLineTokens(prompt: PromptSpec, examples: readonly PreparedExample[], row: Row): number {
  return (
    estimateSharedTokens(prompt, examples) +
    textTokens(row.question) +
    textTokens(row.targets[0] ?? '') +
    tokensOfImages(row.images, prompt) +
    2 * perMessage
  );
}

function estimateSharedTokens(prompt: PromptSpec, examples: readonly PreparedExample[]): number {
  const shown = examples.map(
    ({ question, reasoning, conclusion, images }) =>
      textTokens(question) +
      textTokens(reasoning) +
      textTokens(conclusion) +
      tokensOfImages(images, prompt) +
      2 * perMessage,
  );
  return textTokens(prompt.system) + perMessage + shown.reduce((sum, tokens) => sum + tokens, 0);
}

function tokensOfImages(images: readonly SampleImage[], { image: { detail } }: PromptSpec): number {
  return images.reduce((sum, image) => sum + imageTokens(image, detail), 0);
}

function textTokens(text: string): number {
  return Math.ceil(text.length / 4);
}

/**
 * Tokens of an image: 85 at low detail; else 85 and 170 for each tile of 512 pixels, after it is shrunk into 2048 × 2048
 * and its shorter side to 768 (OpenAI, "Images and vision", gpt-4o).
 */
export function imageTokens(
  { width, height }: Pick<SampleImage, 'width' | 'height'>,
  detail: 'auto' | 'low' | 'high',
): number {
  if (detail === 'low') return 85;
  const fit = Math.min(1, 2048 / Math.max(width, height));
  const shrink = fit * Math.min(1, 768 / (Math.min(width, height) * fit));
  const tiles = (side: number) => Math.ceil((side * shrink) / 512);
  return 85 + 170 * tiles(width) * tiles(height);
}
