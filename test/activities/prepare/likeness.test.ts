import { describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { likenessOf } from '../../../activities/prepare/likeness.ts';

/** A picture of soft waves, nowhere plain, as photographs are; another seed makes other ones. */
function picture(seed: number): Sharp {
  const [width, height] = [360, 500];
  const pixels = Uint8Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [(at % width) / width, Math.floor(at / width) / height];
    return 128 + 60 * Math.sin(x * (8 + seed) + y * seed * 3) + 60 * Math.cos(y * (11 - seed) + x * x * 9 + seed);
  });
  return sharp(pixels, { raw: { width, height, channels: 1 } });
}

const bitsBetween = (one: string, other: string) =>
  (BigInt(`0x${one}`) ^ BigInt(`0x${other}`)).toString(2).replaceAll('0', '').length;

describe('likenessOf', () => {
  it('is nearly the same of a picture that is resized or encoded anew, and another one of another picture', async () => {
    for (const seed of [1, 2, 3, 4]) {
      const own = (await likenessOf(await picture(seed).png().toBuffer())) ?? '';
      expect(own).toMatch(/^[0-9a-f]{16}$/);
      const twins = [
        picture(seed).jpeg({ quality: 40 }),
        picture(seed).resize(120).webp(),
        picture(seed).resize(700).jpeg(),
      ];
      for (const twin of twins)
        expect(bitsBetween(own, (await likenessOf(await twin.toBuffer())) ?? '')).toBeLessThanOrEqual(3);
      const other =
        (await likenessOf(
          await picture(seed + 10)
            .png()
            .toBuffer(),
        )) ?? '';
      expect(bitsBetween(own, other)).toBeGreaterThan(3);
    }
  });

  it('says nothing of a plain picture, which is like all of its kind', async () => {
    for (const background of ['white', '#123456']) {
      const create = { width: 60, height: 80, channels: 3 as const, background };
      expect(await likenessOf(await sharp({ create }).png().toBuffer())).toBeUndefined();
    }
  });
});
