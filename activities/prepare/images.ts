import { createHash } from 'node:crypto';
import sharp, { type Sharp } from 'sharp';
import type { SampleImage } from '../../domain/data/sample.ts';
import type { ImageSpec } from '../../domain/spec/run-spec.ts';
import { pixelRoom } from './pixel-room.ts';

/** Pixels that an image may have before it is decoded, and all that are decoded at once: a small file can unpack to gigabytes. */
const pixelLimit = 100_000_000;
const within = pixelRoom(pixelLimit);

/** An image as it is sent. */
export interface ConvertedImage {
  content: Buffer;
  image: SampleImage;
}

/**
 * Converts an image to RGB in the format of the spec: turned upright, on white where it is transparent, in sRGB with 8
 * bits a channel, and without any metadata. Throws when the bytes are no image that can be read whole, and where its
 * decoder warns: what is damaged is often decoded half, the rest grey.
 */
export async function convertImage(bytes: Uint8Array, spec: ImageSpec): Promise<ConvertedImage> {
  return within(await pixelsIn(bytes), async () => {
    const { data, info } = await encoded(upright(bytes, spec.maxSide), spec).toBuffer({ resolveWithObject: true });
    const sha256 = createHash('sha256').update(data).digest('hex');
    const mediaType = `image/${spec.format}` as const;
    const pixels = spec.maxSide ? { pixels: await pixelHash(bytes) } : {};
    return {
      content: data,
      image: { sha256, ...pixels, bytes: data.length, mediaType, width: info.width, height: info.height },
    };
  });
}

/** The number of pixels that an image says it has. Throws where nothing in it tells what it looks like. */
async function pixelsIn(bytes: Uint8Array): Promise<number> {
  const { format, space, width, height, depth } = await open(bytes)
    .metadata()
    .catch((error: Error) => {
      if (!error.message.includes('unsupported image format')) throw error;
      const what = isBitmap(bytes) ? 'it is a BMP image' : 'it is in no format that is known here';
      throw new Error(`${what}. Convert it to JPEG, PNG, WebP, GIF, TIFF or AVIF`);
    });
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new Error(`its samples are of type ${depth}, and nothing says which is white. Convert them to 8 or 16 bits`);
  }
  if (format === 'jpeg' && space === 'cmyk' && Buffer.from(bytes).indexOf(adobeMark) === -1) {
    throw new Error(
      "it is a JPEG of inks without Adobe's mark, and nothing says whether 255 is no ink or all. Convert it to RGB",
    );
  }
  return width * height;
}

function isBitmap(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x4d;
}

const adobeMark = Buffer.from('\xff\xee\x00\x0eAdobe', 'latin1');

function open(bytes: Uint8Array): Sharp {
  return sharp(bytes, { limitInputPixels: pixelLimit, failOn: 'warning' });
}

/** An image in RGB, upright, on white, and no larger than asked for. */
function upright(bytes: Uint8Array, maxSide?: number): Sharp {
  const whole = open(bytes).autoOrient();
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
