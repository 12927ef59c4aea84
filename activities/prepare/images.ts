import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import type { SampleImage } from '../../domain/sample.ts';
import type { ImageSpec } from '../../domain/spec/run-spec.ts';

/** Pixels that an image may have before it is decoded: a small file can unpack to gigabytes. */
const pixelLimit = 100_000_000;

/** An image as it is sent. */
export interface ConvertedImage {
  content: Buffer;
  image: SampleImage;
}

/**
 * Converts an image to RGB in the format of the spec: turned upright, on white where it is transparent, in sRGB with 8
 * bits a channel, and without any metadata. Throws when the bytes are no image that can be read whole.
 */
export async function convertImage(bytes: Uint8Array, spec: ImageSpec): Promise<ConvertedImage> {
  const upright = sharp(bytes, { limitInputPixels: pixelLimit, failOn: 'error' }).autoOrient();
  const shrunk = spec.maxSide
    ? upright.resize({ width: spec.maxSide, height: spec.maxSide, fit: 'inside', withoutEnlargement: true })
    : upright;
  const rgb = shrunk.flatten({ background: 'white' }).toColourspace('srgb');
  const { data, info } = await encoded(rgb, spec).toBuffer({ resolveWithObject: true });
  const sha256 = createHash('sha256').update(data).digest('hex');
  const mediaType = `image/${spec.format}` as const;
  return { content: data, image: { sha256, bytes: data.length, mediaType, width: info.width, height: info.height } };
}

function encoded(image: Sharp, { format, quality }: ImageSpec): Sharp {
  switch (format) {
    case 'jpeg':
      // Plain libjpeg: the same tables and chroma as the usual Python pipelines, so that both send the same pixels.
      return image.jpeg({ quality, chromaSubsampling: '4:2:0', mozjpeg: false, optimiseCoding: true });
    case 'png':
      return image.png();
    case 'webp':
      return image.webp({ quality });
    default:
      return format satisfies never;
  }
}
