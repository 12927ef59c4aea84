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
  const { data, info } = await encoded(upright(bytes, spec.maxSide), spec).toBuffer({ resolveWithObject: true });
  const sha256 = createHash('sha256').update(data).digest('hex');
  const mediaType = `image/${spec.format}` as const;
  const pixels = spec.maxSide ? { pixels: await pixelHash(bytes) } : {};
  return {
    content: data,
    image: { sha256, ...pixels, bytes: data.length, mediaType, width: info.width, height: info.height },
  };
}

/** An image in RGB, upright, on white, and no larger than asked for. */
function upright(bytes: Uint8Array, maxSide?: number): Sharp {
  const whole = sharp(bytes, { limitInputPixels: pixelLimit, failOn: 'error' }).autoOrient();
  const shrunk = maxSide
    ? whole.resize({ width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true })
    : whole;
  return shrunk.flatten({ background: 'white' }).toColourspace('srgb');
}

/** Decoders may shrink while they read, each in its own way, so that only unshrunk pixels tell the same picture. */
async function pixelHash(bytes: Uint8Array): Promise<string> {
  const { data, info } = await upright(bytes).raw().toBuffer({ resolveWithObject: true });
  return createHash('sha256').update(`${info.width} ${info.height} `).update(data).digest('hex');
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
