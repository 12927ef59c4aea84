import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { SampleImage } from '../domain/data/sample.ts';

/** An image as it will be sent, as far as its header tells: nothing is decoded. Throws when the bytes are no image. */
export async function imageByHeader(bytes: Uint8Array, maxSide?: number): Promise<SampleImage> {
  const { autoOrient } = await sharp(bytes).metadata();
  const { width, height } = autoOrient;
  const shrink = maxSide === undefined ? 1 : Math.min(1, maxSide / Math.max(width, height));
  return {
    sha256: await hashOfBytes(bytes),
    bytes: bytes.length,
    mediaType: 'image/jpeg',
    width: Math.max(1, Math.round(width * shrink)),
    height: Math.max(1, Math.round(height * shrink)),
  };
}

/** An image that nobody has fetched, taken for one of a usual size. */
export function unseenImage(sha256: string, maxSide = 1024): SampleImage {
  const side = Math.min(1024, maxSide);
  return { sha256, bytes: 300_000, mediaType: 'image/jpeg', width: side, height: side };
}

/** In place of a hash of the pixels, for which an image would have to be decoded. */
export async function hashOfBytes(bytes: Uint8Array): Promise<string> {
  return createHash('sha256').update(bytes).digest('hex');
}
