import { cutGif } from './gif.ts';
import { cutJpeg } from './jpeg.ts';
import { cutPng } from './png.ts';
import { cutWebp } from './webp.ts';

/** The types of images that chat models take. */
export type SentFormat = 'jpeg' | 'png' | 'webp' | 'gif';

const cuts: Readonly<Record<SentFormat, (bytes: Buffer) => Buffer | undefined>> = {
  jpeg: cutJpeg,
  png: cutPng,
  webp: cutWebp,
  gif: cutGif,
};

/**
 * A still image without what does not belong to its picture: EXIF, XMP, IPTC, comments, times, previews, and whatever
 * follows its end. Its pixels and colour profile are copied byte for byte. Undefined where its parts cannot be told apart.
 */
export function withoutMetadata(bytes: Uint8Array, format: SentFormat): Buffer | undefined {
  try {
    return cuts[format](Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    // A length that leads out of the file.
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code === 'ERR_OUT_OF_RANGE') return undefined;
    throw error;
  }
}
