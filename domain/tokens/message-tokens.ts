import type { Message } from '../answering/messages.ts';
import type { ImageRule } from './image-families.ts';
import { type Detail, type ImageSize, imageTokens } from './image-tokens.ts';
import { textTokens } from './text-tokens.ts';

/** Counts the tokens of a text. */
export type CountText = (text: string) => number;

/**
 * Counts what comes again soon once: all lines begin with the same system text and worked examples. Texts are compared, since
 * most of them come once, and a map would hash and keep those.
 */
export function countTexts(): CountText {
  const texts: string[] = [];
  const counts: number[] = [];
  let next = 0;
  return (text) => {
    const known = counts[texts.indexOf(text)];
    if (known !== undefined) return known;
    const tokens = textTokens(text);
    texts[next] = text;
    counts[next] = tokens;
    next = (next + 1) % textsKept;
    return tokens;
  };
}

const textsKept = 100;

/** Around each message, with its role; and what the reply begins with. */
const perMessage = 4;
const perReply = 3;

/** Tokens of the texts of messages and of what stands around them, without images. */
export function tokensOfTexts(messages: readonly Message[], count: CountText): number {
  return messages.reduce((sum, message) => sum + perMessage + tokensOfMessage(message, count), perReply);
}

function tokensOfMessage({ content }: Message, count: CountText): number {
  if (typeof content === 'string') return count(content);
  return content.reduce((sum, part) => sum + (part.type === 'text' ? count(part.text) : 0), 0);
}

/** How images are counted: their sizes by hash, the detail of those that name none, and the rule of the model. */
export interface CountedImages {
  sizes: ReadonlyMap<string, ImageSize>;
  detail: Detail;
  rule: ImageRule;
}

/** Tokens of the images that messages show; of a linked one nobody here knows the size. */
export function tokensOfImages(messages: readonly Message[], { sizes, detail, rule }: CountedImages): number {
  return imagePartsOf(messages).reduce((sum, part) => {
    const size = part.type === 'image' ? sizes.get(part.sha256) : undefined;
    return sum + (size ? imageTokens(size, part.detail ?? detail, rule) : 0);
  }, 0);
}

/** The parts of messages that are images. */
export function imagePartsOf(messages: readonly Message[]) {
  return messages.flatMap(({ content }) =>
    typeof content === 'string' ? [] : content.filter((part) => part.type !== 'text'),
  );
}
