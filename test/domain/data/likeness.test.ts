import { describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { likenessOf } from '../../../domain/data/likeness.ts';

const [width, height] = [360, 500];
const pictures = new Map<number, Uint8Array>();

/** A picture of soft waves, nowhere plain, as photographs are; another seed makes other ones. */
function picture(seed: number): Sharp {
  const pixels = pictures.get(seed) ?? waves(seed);
  pictures.set(seed, pixels);
  return sharp(pixels, { raw: { width, height, channels: 1 } });
}

function waves(seed: number): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height];
    return 128 + 60 * Math.sin(x * (8 + seed) + y * seed * 3) + 60 * Math.cos(y * (11 - seed) + x * x * 9 + seed);
  });
}

const bitsBetween = (one: string, other: string) =>
  (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2).replaceAll('0', '').length;

async function likeness(image: Sharp): Promise<string> {
  const { data, info } = await sharp(await image.toBuffer())
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return likenessOf({ data, width: info.width, height: info.height, channels: info.channels }) ?? '';
}

describe('likenessOf', () => {
  it('is nearly the same of a picture that is resized or encoded anew, and another one of another picture', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const own = await likeness(picture(seed).png());
      expect(own).toMatch(/^[0-9a-f]{16}$/);
      const twins = [
        picture(seed).jpeg({ quality: 40 }),
        picture(seed).resize(120).webp(),
        picture(seed).resize(700).jpeg(),
      ];
      for (const twin of twins) expect(bitsBetween(own, await likeness(twin))).toBeLessThanOrEqual(3);
      expect(bitsBetween(own, await likeness(picture(seed + 10).png()))).toBeGreaterThan(3);
    }
  });

  it('says nothing of a plain picture, which is like all of its kind, and of one of a few pixels', () => {
    for (const [width, height] of [
      [60, 80],
      [1, 1],
      [3, 20],
    ] as const) {
      expect(
        likenessOf({ data: new Uint8Array(width * height * 3).fill(200), width, height, channels: 3 }),
      ).toBeUndefined();
    }
  });
});
