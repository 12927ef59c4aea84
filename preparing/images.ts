import { createHash } from 'node:crypto';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { likenessOf, type Pixels } from '../domain/data/likeness.ts';
import type { SampleImage } from '../domain/data/sample.ts';
import type { ImageSpec } from '../domain/spec/run-spec.ts';
import type { SentFormat } from './metadata/cut.ts';
import { asItIs, type ConvertedFormat, convertedFormat, type Demands } from './original-image.ts';
import { pixelRoom } from './pixel-room.ts';

/** Pixels that an image may have before it is decoded, and all that are decoded at once: a small file can unpack to gigabytes. */
const pixelLimit = 100_000_000;
const within = pixelRoom(pixelLimit);

/** An image as it is sent. */
export interface ConvertedImage {
  content: Buffer;
  image: SampleImage;
  /** What it looks like: see `likenessOf`. */
  likeness: string | undefined;
}

/**
 * Makes an image ready to be sent, without any metadata: as it is, where the spec says `original` and models take it so; else
 * converted to RGB in the format of the spec, turned upright, on white where it is transparent, in sRGB with 8 bits a
 * channel. Throws when the bytes are no image that can be read whole, and where its decoder warns: what is damaged is
 * often decoded half, the rest grey.
 */
export async function convertImage(
  bytes: Uint8Array,
  spec: ImageSpec,
  { trains }: Pick<Demands, 'trains'> = {},
): Promise<ConvertedImage> {
  const metadata = await metadataOf(bytes);
  const size = metadata.width * metadata.height;
  return within(size, async () => {
    const raw = size <= mostHeld ? await decoded(upright(bytes)) : undefined;
    // Encodings of one picture differ, unless all are made here of all its pixels.
    const needsPixels = spec.format === 'original' || spec.maxSide !== undefined;
    const pixels = needsPixels ? { pixels: raw ? hashOfRaw(raw) : await pixelHash(bytes) } : {};
    const { content, format, width, height } = await sentImage({ bytes, metadata, raw }, spec, trains);
    const sha256 = createHash('sha256').update(content).digest('hex');
    const mediaType = `image/${format}` as const;
    const likeness = likenessOf(raw ?? (await decoded(upright(content, 1000))));
    return { content, image: { sha256, ...pixels, bytes: content.length, mediaType, width, height }, likeness };
  });
}

/** An image with what is known of it; its pixels where they are held. */
interface Read {
  bytes: Uint8Array;
  metadata: Metadata;
  raw: Pixels | undefined;
}

interface SentImage {
  content: Buffer;
  format: SentFormat;
  width: number;
  height: number;
}

async function sentImage(
  { bytes, metadata, raw }: Read,
  { format, quality, maxSide }: ImageSpec,
  trains: boolean | undefined,
): Promise<SentImage> {
  const isOriginal = format === 'original';
  const original = isOriginal ? asItIs(bytes, metadata, { maxSide, trains }) : undefined;
  if (original) return { ...original, width: metadata.width, height: metadata.height };
  const encoding = { quality, chromaSubsampling: isOriginal ? '4:4:4' : '4:2:0' };
  const converted = isOriginal ? convertedFormat(metadata) : format;
  const isHeld = raw && maxSide === undefined && converted === 'jpeg' && isPlainDensity(metadata);
  const image = encoded(isHeld ? fromRaw(raw) : upright(bytes, maxSide), converted, encoding);
  const { data, info } = await image.toBuffer({ resolveWithObject: true });
  return { content: data, format: converted, width: info.width, height: info.height };
}

/** What an image says of itself. Throws where nothing in it tells what it looks like. */
async function metadataOf(bytes: Uint8Array): Promise<Metadata> {
  const metadata = await open(bytes)
    .metadata()
    .catch((error: Error) => {
      if (!error.message.includes('unsupported image format')) throw error;
      const what = isBitmap(bytes) ? 'it is a BMP image' : 'it is in no format that is known here';
      throw new Error(`${what}. Convert it to JPEG, PNG, WebP, GIF, TIFF or AVIF`);
    });
  const { format, space, depth } = metadata;
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw new Error(`its samples are of type ${depth}, and nothing says which is white. Convert them to 8 or 16 bits`);
  }
  if (format === 'jpeg' && space === 'cmyk' && Buffer.from(bytes).indexOf(adobeMark) === -1) {
    throw new Error(
      "it is a JPEG of inks without Adobe's mark, and nothing says whether 255 is no ink or all. Convert it to RGB",
    );
  }
  return metadata;
}

/** Why bytes are no image that can be sent, as far as their header tells. */
export async function whyNoImage(bytes: Uint8Array): Promise<string | undefined> {
  try {
    await metadataOf(bytes);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split('\n')[0]?.trim() : String(error);
  }
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

/** A hash of the pixels of an image, upright and in RGB, whatever its encoding; undefined where it cannot be read. */
export async function pixelsIfReadable(bytes: Uint8Array): Promise<string | undefined> {
  try {
    const { width, height } = await metadataOf(bytes);
    return await within(width * height, () => pixelHash(bytes));
  } catch {
    return undefined;
  }
}

/** Decoders may shrink while they read, each in its own way, so that only unshrunk pixels tell the same picture. */
async function pixelHash(bytes: Uint8Array): Promise<string> {
  return hashOfRaw(await decoded(upright(bytes)));
}

/** Pixels up to which an image is held decoded, so that it is decoded once for all that is made of it. */
const mostHeld = 4_000_000;

async function decoded(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function fromRaw({ data, width, height }: Pixels): Sharp {
  return sharp(data, { raw: { width, height, channels: 3 } });
}

function hashOfRaw({ data, width, height }: Pixels): string {
  return createHash('sha256').update(`${width} ${height} `).update(data).digest('hex');
}

/** Pixels alone say no density, and an encoder writes this one: an image of another would become other bytes. */
function isPlainDensity({ density = 72 }: Metadata): boolean {
  return density === 72;
}

interface Encoding {
  quality: number;
  chromaSubsampling: string;
}

function encoded(image: Sharp, format: ConvertedFormat, { quality, chromaSubsampling }: Encoding): Sharp {
  switch (format) {
    case 'jpeg':
      // Plain libjpeg: the same tables and, at 4:2:0, chroma as the usual Python pipelines, so that both send the same pixels.
      return image.jpeg({ quality, chromaSubsampling, mozjpeg: false, optimiseCoding: true });
    case 'png':
      return image.png();
    case 'webp':
      return image.webp({ quality });
    default:
      return format satisfies never;
  }
}
