import { createHash } from 'node:crypto';
import { imageSize } from 'image-size';
import { invalid } from '../api-error.ts';

/** An image of a request, as it stands there. */
export interface ImageInput {
  /** As it was sent; only a data URL can be read. */
  url: string;
  detail: 'auto' | 'low' | 'high';
}

const DATA_URL = /^data:image\/(jpe?g|png|webp|gif);base64,/i;
const HEADER_CHARACTERS = 65_536;
const MAX_BYTES = 20 * 2 ** 20;

/** The same image in the same encoding has the same key. */
export const imageKey = ({ url }: ImageInput): string => createHash('sha256').update(url).digest('hex');

/** The bytes of a data URL; a 400 when it is none, or when its base64 is malformed. */
export function imageBytes({ url }: ImageInput): Buffer {
  return Buffer.from(url.slice(prefixOf(url).length), 'base64');
}

/** Width and height in pixels, read from the header alone; a 400 names what is wrong with the image. */
export function imageDimensions({ url }: ImageInput): { width: number; height: number } {
  const start = prefixOf(url).length;
  if (((url.length - start) * 3) / 4 > MAX_BYTES) throw invalidImage('it is larger than 20 MB');
  // A copy, since the parser reads past the end of a small buffer into the pool that it lies in.
  const header = new Uint8Array(Buffer.from(url.slice(start, start + HEADER_CHARACTERS), 'base64'));
  const size = parseSize(header);
  if (size === undefined || !(size.width > 0 && size.height > 0)) {
    throw invalidImage('it is not a JPEG, PNG, WEBP or GIF image');
  }
  return size;
}

function parseSize(header: Uint8Array): { width: number; height: number } | undefined {
  try {
    return imageSize(header);
  } catch {
    return undefined;
  }
}

/** Tokens that an image costs: 85 at low detail, else 85 and 170 for each tile of 512 pixels. */
export function imageTokens(image: ImageInput): number {
  const { width, height } = imageDimensions(image);
  if (image.detail === 'low') return 85;
  const fitted = Math.min(1, 2048 / Math.max(width, height));
  const scale = Math.min(fitted, 768 / Math.min(width, height));
  return 85 + 170 * Math.ceil((width * scale) / 512) * Math.ceil((height * scale) / 512);
}

/** The 400 that the API answers an unusable image with. */
export const invalidImage = (reason: string) =>
  invalid(`You uploaded an unsupported image: ${reason}.`, 'messages', 'invalid_image_format');

function prefixOf(url: string): string {
  const prefix = DATA_URL.exec(url.slice(0, 64))?.[0];
  if (prefix !== undefined) return prefix;
  if (/^https?:/i.test(url)) throw invalidImage('the sandbox opens no links, send a data URL');
  throw invalidImage(`expected "data:image/…;base64,", found "${url.slice(0, 30)}"`);
}
