import type { Metadata } from 'sharp';
import { type SentFormat, withoutMetadata } from './metadata/cut.ts';

/** What images that cannot go as they are become. */
export type ConvertedFormat = 'jpeg' | 'png' | 'webp';

/** What a run asks of an image. */
export interface Demands {
  maxSide?: number | undefined;
  /** Whether it trains: training takes fewer kinds of images than asking. */
  trains?: boolean | undefined;
}

/** The bytes of an image without its metadata, where models take it as it is; else it has to be converted. */
export function asItIs(
  bytes: Uint8Array,
  metadata: Metadata,
  demands: Demands,
): { content: Buffer; format: SentFormat } | undefined {
  const { format } = metadata;
  if (!isSent(format) || !isUpright(metadata) || !fits(metadata, demands) || !isTaken(metadata, demands))
    return undefined;
  const content = withoutMetadata(bytes, format);
  return content && { content, format };
}

function isSent(format: string | undefined): format is SentFormat {
  return format === 'jpeg' || format === 'png' || format === 'webp' || format === 'gif';
}

function isUpright({ orientation = 1 }: Metadata): boolean {
  return orientation === 1;
}

function fits({ width, height }: Metadata, { maxSide = Number.POSITIVE_INFINITY }: Demands): boolean {
  return Math.max(width, height) <= maxSide;
}

/** Still, of 8 bits, of light and not of inks; and for training RGB with or without transparency. */
function isTaken({ format, pages = 1, depth, space, isPalette }: Metadata, { trains = false }: Demands): boolean {
  if (pages > 1 || depth !== 'uchar') return false;
  return trains ? space === 'srgb' && !isPalette && format !== 'gif' : space === 'srgb' || space === 'b-w';
}

/** An image that is turned or shrunk keeps its type; drawings stay without loss, and all others become JPEG. */
export function convertedFormat({ format }: Pick<Metadata, 'format'>): ConvertedFormat {
  switch (format) {
    case 'png':
    case 'gif':
      return 'png';
    case 'webp':
      return 'webp';
    default:
      return 'jpeg';
  }
}
