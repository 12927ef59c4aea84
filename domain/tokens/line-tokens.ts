import type { Message } from '../answering/messages.ts';
import { buildMessages } from '../answering/prompt.ts';
import type { PreparedExample } from '../data/dataset.ts';
import type { Row, SampleImage } from '../data/sample.ts';
import type { PromptSpec } from '../spec/run-spec.ts';
import { type ImageRule, imageFamilies, imageRuleOf } from './image-families.ts';
import { imageTokens } from './image-tokens.ts';
import { type CountText, countTexts, tokensOfTexts } from './message-tokens.ts';

/**
 * Estimates the tokens of a line with its worked examples, as the model that is trained on it counts images, or else as
 * gpt-4o does; a provider's own count is what is billed.
 */
export function lineTokens(
  prompt: PromptSpec,
  examples: readonly PreparedExample[],
  model = 'gpt-4o',
): (row: Row) => number {
  const counting = { count: countTexts(), rule: imageRuleOf(model) ?? imageFamilies['gpt-4o*'] };
  return (row) => row.heard?.tokens ?? tokensOfLine(prompt, examples, row, counting);
}

function tokensOfLine(
  prompt: PromptSpec,
  examples: readonly PreparedExample[],
  row: Row,
  { count, rule }: { count: CountText; rule: ImageRule | undefined },
): number {
  const [target] = row.targets;
  const answer: Message[] = target === undefined ? [] : [{ role: 'assistant', content: target }];
  const messages = [...buildMessages(prompt, examples, row, { images: true, examples: true }), ...answer];
  const shown = row.messages ? row.images : [...examples.flatMap(({ images }) => images), ...row.images];
  return tokensOfTexts(messages, count) + tokensOfImages(shown, prompt, rule);
}

function tokensOfImages(
  images: readonly SampleImage[],
  { image: { detail } }: PromptSpec,
  rule: ImageRule | undefined,
): number {
  return rule ? images.reduce((sum, image) => sum + imageTokens(image, detail, rule), 0) : 0;
}
