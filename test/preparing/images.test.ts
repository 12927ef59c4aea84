import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import sharp, { type Color } from 'sharp';
import type { ImageSpec } from '../../domain/spec/run-spec.ts';
import { convertImage } from '../../preparing/images.ts';

const fixture = (name: string) => readFile(path.join(import.meta.dirname, '../fixtures/images', name));
const jpeg: ImageSpec = { format: 'jpeg', quality: 50, detail: 'auto' };
const best: ImageSpec = { format: 'png', quality: 50, detail: 'auto' };

/** Pixels as they are, one array a pixel. */
async function pixelsOf(image: Uint8Array): Promise<number[][]> {
  const { data, info } = await sharp(image).raw().toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(3);
  return Array.from({ length: info.width * info.height }, (_, n) => [...data.subarray(3 * n, 3 * n + 3)]);
}

/** The pixel at a place of a converted image. */
async function pixelOf(bytes: Uint8Array, x: number, y: number): Promise<number[]> {
  const { content, image } = await convertImage(bytes, best);
  return (await pixelsOf(content))[y * image.width + x] ?? [];
}

/** Peak signal-to-noise ratio of two images, in decibels. */
function psnr(one: number[][], other: number[][]): number {
  expect(one.length).toBe(other.length);
  const [a, b] = [one.flat(), other.flat()];
  const meanSquare = a.reduce((sum, value, n) => sum + (value - (b[n] ?? 0)) ** 2, 0) / a.length;
  return meanSquare === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(255 ** 2 / meanSquare);
}

const plain = (background: Color, width = 24, height = 32) =>
  sharp({ create: { width, height, channels: 4, background } });

/** A TIFF of one row of grey samples, each a float. */
function floatTiff(samples: readonly number[]): Buffer {
  const tags = [
    [256, samples.length],
    [257, 1],
    [258, 32],
    [259, 1],
    [262, 1],
    [273, 8],
    [277, 1],
    [278, 1],
    [279, 4 * samples.length],
    [339, 3],
  ] as const;
  const bytes = Buffer.alloc(8 + 4 * samples.length + 2 + 12 * tags.length + 4);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(8 + 4 * samples.length, 4);
  for (const [index, sample] of samples.entries()) bytes.writeFloatLE(sample, 8 + 4 * index);
  let at = bytes.writeUInt16LE(tags.length, 8 + 4 * samples.length);
  for (const [tag, value] of tags) {
    bytes.writeUInt16LE(tag, at);
    bytes.writeUInt16LE(4, at + 2);
    bytes.writeUInt32LE(1, at + 4);
    bytes.writeUInt32LE(value, at + 8);
    at += 12;
  }
  return bytes;
}

afterEach(() => void sharp.concurrency(0));

describe('convertImage', () => {
  it('gives the pixels that Pillow gives at quality 50', async () => {
    const { content, image } = await convertImage(await fixture('cover.png'), jpeg);
    expect(psnr(await pixelsOf(content), await pixelsOf(await fixture('cover-q50.jpg')))).toBeGreaterThanOrEqual(40);
    expect(image).toMatchObject({ mediaType: 'image/jpeg', width: 136, height: 200, bytes: content.length });
    expect((await sharp(content).metadata()).chromaSubsampling).toBe('4:2:0');
  });

  it('gives the same bytes on one core as on many', async () => {
    const source = await fixture('cover.png');
    const made = await Promise.all(
      [1, 4].map(async (cores) => {
        sharp.concurrency(cores);
        return (await convertImage(source, { ...jpeg, maxSide: 64 })).image.sha256;
      }),
    );
    expect(made[0]).toBe(made[1]);
  });

  it('makes the same JPEG of pixels that are held as of the image itself, whatever it says of its density', async () => {
    const waves = Uint8Array.from({ length: 90 * 60 * 3 }, (_, at) => 128 + 100 * Math.sin(at / 50));
    const picture = () => sharp(waves, { raw: { width: 90, height: 60, channels: 3 } });
    const inputs = [
      picture().jpeg(),
      picture().withMetadata({ density: 72 }).jpeg(),
      picture().withMetadata({ density: 300 }).jpeg(),
      picture().withMetadata({ orientation: 6 }).jpeg(),
      picture().png(),
      picture().greyscale().png(),
      picture().ensureAlpha(0.4).png(),
      picture().toColourspace('rgb16').png(),
      picture().webp({ lossless: true }),
    ];
    for (const input of inputs) {
      const bytes = await input.toBuffer();
      const direct = sharp(bytes).autoOrient().flatten({ background: 'white' }).toColourspace('srgb');
      const expected = await direct.jpeg({ quality: 50, chromaSubsampling: '4:2:0', optimiseCoding: true }).toBuffer();
      const { content } = await convertImage(bytes, jpeg);
      expect(content.equals(expected)).toBe(true);
    }
  });

  it('shows a transparent image on white', async () => {
    const half = await plain({ r: 200, g: 0, b: 0, alpha: 0.5 }).png().toBuffer();
    expect(await pixelOf(await plain({ r: 9, g: 9, b: 9, alpha: 0 }).png().toBuffer(), 5, 5)).toEqual([255, 255, 255]);
    const [red = 0, green = 0, blue = 0] = await pixelOf(half, 5, 5);
    expect(Math.abs(red - 227)).toBeLessThan(3);
    expect(Math.abs(green - 127)).toBeLessThan(3);
    expect(blue).toBe(green);
  });

  it('spreads grey over three channels', async () => {
    const grey = await plain({ r: 77, g: 77, b: 77 }).removeAlpha().toColourspace('b-w').png().toBuffer();
    expect((await sharp(grey).metadata()).channels).toBe(1);
    expect(await pixelOf(grey, 3, 3)).toEqual([77, 77, 77]);
  });

  it('scales 16 bits down to 8, from black to white', async () => {
    const { content } = await convertImage(await fixture('grey-16.png'), best);
    const ramp = (await pixelsOf(content)).slice(0, 64).map(([grey = 0]) => grey);
    expect([ramp[0], ramp[63]]).toEqual([0, 255]);
    expect(Math.abs((ramp[32] ?? 0) - 130)).toBeLessThan(3);
    const deep = await plain({ r: 200, g: 100, b: 50 }).removeAlpha().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect(await pixelOf(deep, 3, 3)).toEqual([200, 100, 50]);
  });

  it.each(['png', 'gif'] as const)('reads the colours of a palette (%s)', async (format) => {
    const image = plain({ r: 250, g: 200, b: 0 });
    const bytes = await (format === 'gif' ? image.gif() : image.png({ palette: true })).toBuffer();
    expect(await pixelOf(bytes, 3, 3)).toEqual([250, 200, 0]);
  });

  it('turns inks into the colours that they print', async () => {
    const cmyk = await fixture('cover-cmyk.jpg');
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    const [box, circle, triangle] = await Promise.all([
      pixelOf(cmyk, 18, 60),
      pixelOf(cmyk, 45, 120),
      pixelOf(cmyk, 68, 135),
    ]);
    expect(Math.max(...(box ?? []))).toBeLessThan(90);
    const [red = 0, green = 0, blue = 0] = circle ?? [];
    expect(red).toBeGreaterThan(2 * Math.max(green, blue));
    const [r = 0, g = 0, b = 0] = triangle ?? [];
    expect(Math.min(r, g)).toBeGreaterThan(1.5 * b);
  });

  it('turns the image upright and keeps nothing but its pixels', async () => {
    const red = await plain({ r: 255, g: 0, b: 0 }, 24, 16).png().toBuffer();
    const secret = await plain({ r: 0, g: 0, b: 255 }, 24, 32)
      .composite([{ input: red, top: 0, left: 0 }])
      .removeAlpha()
      .withExif({ IFD0: { Artist: 'secret name' } })
      .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret/></x:xmpmeta>')
      .withIccProfile('p3')
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    expect(secret.includes('secret')).toBe(true);
    const { content, image } = await convertImage(secret, jpeg);
    const { exif, xmp, icc, iptc, orientation } = await sharp(content).metadata();
    expect({ exif, xmp, icc, iptc, orientation }).toEqual({});
    expect(content.includes('secret')).toBe(false);
    expect([image.width, image.height]).toEqual([32, 24]);
    const [blue, ofRed] = await Promise.all([pixelOf(secret, 2, 12), pixelOf(secret, 29, 12)]);
    expect(blue?.[2]).toBeGreaterThan(200);
    expect(ofRed?.[0]).toBeGreaterThan(200);
  });

  it('shrinks to the longest side allowed, and never enlarges', async () => {
    const source = await fixture('cover.png');
    const [small, same] = [
      await convertImage(source, { ...jpeg, maxSide: 100 }),
      await convertImage(source, { ...jpeg, maxSide: 400 }),
    ];
    expect([small.image.width, small.image.height]).toEqual([68, 100]);
    expect([same.image.width, same.image.height]).toEqual([136, 200]);
  });

  it.each(['jpeg', 'png', 'webp'] as const)('writes %s', async (format) => {
    const { content, image } = await convertImage(await fixture('cover.png'), { ...jpeg, format });
    expect(image.mediaType).toBe(`image/${format}`);
    expect((await sharp(content).metadata()).format).toBe(format);
  });

  it('refuses more pixels than it would unpack', async () => {
    const vast = Buffer.from(await fixture('cover.png'));
    vast.writeUInt32BE(20_000, 16);
    vast.writeUInt32BE(20_000, 20);
    vast.writeUInt32BE(crc32(vast.subarray(12, 29)), 29);
    await expect(convertImage(vast, jpeg)).rejects.toThrow(/pixel limit/);
  });

  it('refuses a JPEG that is damaged amid its data, of which the rest would be grey', async () => {
    const damaged = Buffer.from(await fixture('cover-q50.jpg'));
    const middle = damaged.length >> 1;
    for (let n = 0; n < 600; n += 1) damaged[middle + n] = (n * 7919) & 255;
    await expect(convertImage(damaged, jpeg)).rejects.toThrow(/Corrupt JPEG data/);
  });

  it('takes what only its surroundings are odd of', async () => {
    const [png, photo] = await Promise.all([fixture('cover.png'), fixture('cover-q50.jpg')]);
    const rest = Buffer.from('left over'.repeat(50));
    for (const bytes of [Buffer.concat([png, rest]), Buffer.concat([photo, rest])]) await convertImage(bytes, jpeg);
  });

  it('refuses inks of which nothing says what is full', async () => {
    const plain = Buffer.from(await fixture('cover-cmyk.jpg'));
    plain.write('Other', plain.indexOf('Adobe'));
    await expect(convertImage(plain, jpeg)).rejects.toThrow(/without Adobe's mark.*Convert it to RGB/);
  });

  it('refuses samples of which nothing says what is white', async () => {
    await expect(convertImage(floatTiff([0, 0.25, 0.5, 1]), jpeg)).rejects.toThrow(/of type float.*8 or 16 bits/);
  });

  it.each([
    ['BMP', 'BM', /BMP image. Convert it to JPEG, PNG/],
    ['PPM', 'P6 1 1 255\nabc', /no format that is known here/],
  ])('refuses %s, and says what to do', async (_, start, message) => {
    await expect(convertImage(Buffer.from(start.padEnd(200, '\0')), jpeg)).rejects.toThrow(message);
  });

  it('draws an SVG without looking at anything outside of it', async () => {
    const asked: string[] = [];
    const server = createServer(({ url }, response) => {
      asked.push(url ?? '');
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const near = `file://${path.join(import.meta.dirname, '../fixtures/images/cover.png')}`;
    const green = '<rect width="60" height="60" fill="#00ff00"/>';
    const svg = (more: string, before = '') =>
      Buffer.from(
        `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="60" height="60">${green}${more}</svg>`,
      );
    const outside = [near, `${host}/image.png`].flatMap((address) => [
      `<image xlink:href="${address}" width="60" height="60"/>`,
      `<use href="${address}#a"/>`,
      `<style>@import url("${address}");</style>`,
    ]);
    const entities = [near, host].map((address) =>
      svg('<text y="30">&outside;</text>', `<!DOCTYPE svg [<!ENTITY outside SYSTEM "${address}">]>`),
    );
    try {
      for (const part of outside) expect(await pixelOf(svg(part), 30, 30)).toEqual([0, 255, 0]);
      for (const bytes of entities) await expect(convertImage(bytes, best)).rejects.toThrow(/outside.*not defined/);
      expect(asked).toEqual([]);
    } finally {
      server.close();
    }
  });

  it.each([
    ['a JPEG cut short', async () => (await fixture('cover-q50.jpg')).subarray(0, 2000)],
    ['a JPEG without its last bytes', async () => (await fixture('cover-q50.jpg')).subarray(0, -40)],
    ['a PNG cut short', async () => (await fixture('cover.png')).subarray(0, 9000)],
    ['a text', async () => Buffer.from('no image at all')],
    ['nothing', async () => Buffer.alloc(0)],
  ])('refuses %s', async (_, bytes) => {
    await expect(convertImage(await bytes(), jpeg)).rejects.toThrow();
  });
});
