import type { ChatRequest } from '../../answering/chat.ts';
import type { SampleImage } from '../../data/sample.ts';
import { imageRuleOf } from '../../tokens/image-families.ts';
import { type ImageSize, imageTokens } from '../../tokens/image-tokens.ts';
import { imagePartsOf, tokensOfTexts } from '../../tokens/message-tokens.ts';
import { costOfTokens, type PriceTag } from '../prices.ts';

/** A request before its images are inlined. */
export type CountedRequest = Pick<ChatRequest, 'model' | 'messages' | 'maxTokens' | 'schema' | 'detail'>;

/** What servers put around what they are sent: templates, a system text of their own, how a schema is shown. */
const aroundCall = 250;
const aroundMessage = 20;

/** An image where nobody says what it takes: a token for 14 × 14 pixels, and as many tiles as any family makes of one. */
const patchOfAnybody = 14 * 14;
const mostTiles = 6500;
/** Multiple of what a table says, which was measured within 10 %. */
const ofTable = 1.1;

/**
 * The most money that a call can cost: no tokenizer makes more tokens of a text than it has bytes, and a reply is cut at
 * its limit. Without a limit it is without end.
 */
export function mostOfCall(request: CountedRequest, images: readonly SampleImage[], price: PriceTag): number {
  const { messages, schema, maxTokens = Number.POSITIVE_INFINITY } = request;
  const promptTokens =
    aroundCall +
    aroundMessage * messages.length +
    tokensOfTexts(messages, bytesOf) +
    (schema ? bytesOf(JSON.stringify(schema)) : 0) +
    mostOfImages(request, new Map(images.map((image) => [image.sha256, image])));
  const dearest = { ...price, input: Math.max(price.input, price.cached ?? 0), cached: undefined };
  return costOfTokens({ promptTokens, completionTokens: maxTokens }, dearest);
}

function mostOfImages({ messages, model, detail = 'auto' }: CountedRequest, sizes: ReadonlyMap<string, ImageSize>) {
  const rule = imageRuleOf(model);
  return imagePartsOf(messages).reduce((sum, part) => {
    const size = part.type === 'image' ? sizes.get(part.sha256) : undefined;
    // Nobody here knows the size of a linked image.
    if (!size) return sum + largest;
    return sum + (rule ? Math.ceil(ofTable * imageTokens(size, part.detail ?? detail, rule)) : mostOfImage(size));
  }, 0);
}

function mostOfImage({ width, height }: ImageSize): number {
  return Math.max(mostTiles, Math.ceil((width * height) / patchOfAnybody));
}

/** More than a family of the table that shrinks images makes of any; of one that shrinks none, those of 42 million pixels. */
const largest = 50_000;

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}
