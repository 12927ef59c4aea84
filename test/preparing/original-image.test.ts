import { readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import type { ImageSpec } from '../../domain/spec/run-spec.ts';
import { convertImage } from '../../preparing/images.ts';

const original: ImageSpec = { format: 'original', quality: 90, detail: 'auto' };
const [width, height] = [48, 32];
type Format = 'jpeg' | 'png' | 'webp' | 'gif';

/** A picture of two colours, blue on the right. */
function picture(): Sharp {
  const blue = { create: { width: width / 2, height, channels: 3 as const, background: { r: 0, g: 0, b: 255 } } };
  return sharp({ create: { width, height, channels: 3, background: { r: 255, g: 0, b: 0 } } }).composite([
    { input: blue, top: 0, left: width / 2 },
  ]);
}

const secretExif = { IFD0: { Artist: 'secret name' }, IFD3: { GPSLatitude: '51/1 30/1 0/1' } };
const secretXmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret/></x:xmpmeta>';

/** What an image shows, by its raw pixels. */
const pixelsOf = (bytes: Uint8Array) => sharp(bytes).raw().toBuffer();

/** The picture in a format, with a secret in all that may tell of more than it. */
async function withSecrets(format: Format, image = picture()): Promise<Buffer> {
  const bytes = await image.withExif(secretExif).withXmp(secretXmp).withIccProfile('srgb').toFormat(format).toBuffer();
  return addSecrets[format](bytes);
}

const segment = (marker: number, content: string) => {
  const bytes = Buffer.from(`\xff\0\0\0${content}`, 'latin1');
  bytes[1] = marker;
  bytes.writeUInt16BE(content.length + 2, 2);
  return bytes;
};
const chunk = (type: string, content: string) => {
  const bytes = Buffer.from(`\0\0\0\0${type}${content}\0\0\0\0`, 'latin1');
  bytes.writeUInt32BE(content.length, 0);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4);
  return bytes;
};
const insert = (bytes: Buffer, at: number, ...more: Buffer[]) =>
  Buffer.concat([bytes.subarray(0, at), ...more, bytes.subarray(at)]);

const addSecrets: Readonly<Record<Format, (bytes: Buffer) => Buffer>> = {
  jpeg: (bytes) =>
    Buffer.concat([
      insert(
        bytes,
        2,
        segment(0xed, 'Photoshop 3.0\0secret IPTC'),
        segment(0xfe, 'secret comment'),
        segment(0xe2, 'MPF\0secret preview'),
        segment(0xe0, 'JFXX\0secret preview'),
      ),
      Buffer.from('secret film'),
    ]),
  png: (bytes) =>
    Buffer.concat([
      insert(
        bytes,
        33,
        chunk('tEXt', 'Author\0secret'),
        chunk('zTXt', 'Author\0secret'),
        chunk('tIME', 'secret!'),
        chunk('prVt', 'secret'),
      ),
      Buffer.from('secret film'),
    ]),
  webp: (bytes) => Buffer.concat([bytes, Buffer.from('secret film')]),
  gif: (bytes) =>
    Buffer.concat([
      insert(
        bytes,
        13 + 3 * 2 ** (((bytes[10] ?? 0) & 7) + 1),
        Buffer.from('\x21\xfe\x06secret\0\x21\xff\x0bXMP DataXMP\x06secret\0', 'latin1'),
      ),
      Buffer.from('secret film'),
    ]),
};

describe('an image that is sent as it is', () => {
  it.each(['jpeg', 'png', 'webp', 'gif'] as const)(
    'loses all that is told besides its picture (%s)',
    async (format) => {
      const bytes = await withSecrets(format);
      expect(bytes.includes('secret')).toBe(true);
      const { content, image } = await convertImage(bytes, original);
      expect(content.includes('secret')).toBe(false);
      expect(image).toMatchObject({ mediaType: `image/${format}`, width, height, bytes: content.length });
      const { exif, xmp, iptc, comments, orientation } = await sharp(content).metadata();
      expect({ exif, xmp, iptc, comments, orientation }).toEqual({});
      expect(await pixelsOf(content)).toEqual(await pixelsOf(bytes));
    },
  );

  it.each(['jpeg', 'png', 'webp'] as const)('keeps its colour profile (%s)', async (format) => {
    const profile = async (image: Uint8Array) => (await sharp(image).metadata()).icc;
    const bytes = await withSecrets(format, picture().withIccProfile('p3'));
    const { content } = await convertImage(bytes, original);
    expect(await profile(content)).toEqual(await profile(bytes));
    expect(await profile(content)).toBeDefined();
  });

  it.each([
    ['a JPEG', picture().jpeg({ quality: 71 })],
    ['a JPEG in several scans', picture().jpeg({ progressive: true, quality: 71 })],
    ['a grey JPEG', picture().toColourspace('b-w').jpeg()],
    ['a PNG', picture().png()],
    ['a PNG of a palette', picture().png({ palette: true })],
    ['a transparent PNG', picture().ensureAlpha(0.5).png()],
    ['a WebP', picture().webp()],
    ['a transparent WebP', picture().ensureAlpha(0.5).webp()],
    ['a WebP without loss', picture().webp({ lossless: true })],
  ])('is byte for byte what it was where nothing has to be cut: %s', async (_, image) => {
    const bytes = await image.toBuffer();
    expect((await convertImage(bytes, original)).content).toEqual(bytes);
  });

  it('is the same whatever was told besides it', async () => {
    const [plain, other] = await Promise.all([
      picture().jpeg().toBuffer(),
      picture().withExif(secretExif).jpeg().toBuffer(),
    ]);
    const [one, two] = [await convertImage(plain, original), await convertImage(other, original)];
    expect(one.image).toEqual(two.image);
  });

  it('is known by its pixels in whatever type it comes', async () => {
    const images = await Promise.all(
      [picture().png(), picture().webp({ lossless: true }), picture().gif()].map((image) => image.toBuffer()),
    );
    const known = await Promise.all(images.map((bytes) => convertImage(bytes, original)));
    expect(new Set(known.map(({ image }) => image.pixels)).size).toBe(1);
    expect(new Set(known.map(({ image }) => image.sha256)).size).toBe(3);
  });

  it.each(['jpeg', 'png', 'webp'] as const)(
    'is turned upright in its own type where only its metadata says how it stands (%s)',
    async (format) => {
      const bytes = await picture().withExif(secretExif).withMetadata({ orientation: 6 }).toFormat(format).toBuffer();
      const { content, image } = await convertImage(bytes, original);
      expect(image).toMatchObject({ mediaType: `image/${format}`, width: height, height: width });
      expect((await sharp(content).metadata()).orientation).toBeUndefined();
      const upright = await pixelsOf(await sharp(bytes).autoOrient().removeAlpha().png().toBuffer());
      const sent = await pixelsOf(content);
      expect(
        Math.max(...sent.map((value, at) => Math.abs(value - (upright[at] ?? 0))).subarray(0, 3 * height * 20)),
      ).toBeLessThan(12);
    },
  );

  it('is shrunk in its own type where it is too large, and stays as it is where it is not', async () => {
    const bytes = await picture().resize(480, 320).png().toBuffer();
    const small = await convertImage(bytes, { ...original, maxSide: 64 });
    expect(small.image).toMatchObject({ mediaType: 'image/png', width: 64 });
    expect((await convertImage(bytes, { ...original, maxSide: 480 })).content).toEqual(bytes);
  });

  it.each([
    ['a TIFF', picture().tiff(), 'image/jpeg'],
    ['an AVIF', picture().avif({ lossless: true }), 'image/jpeg'],
    ['a JPEG of inks', picture().toColourspace('cmyk').jpeg(), 'image/jpeg'],
    ['a PNG of 16 bits', picture().toColourspace('rgb16').png(), 'image/png'],
  ])('is converted where models take no such image: %s', async (_, image, mediaType) => {
    const { content, image: sent } = await convertImage(await image.toBuffer(), original);
    expect(sent).toMatchObject({ mediaType, width, height });
    expect(await sharp(content).metadata()).toMatchObject({ space: 'srgb', depth: 'uchar' });
  });

  it.each(['gif', 'webp'] as const)('is one picture where there were several (%s)', async (format) => {
    const frames = await Promise.all([
      picture().png().toBuffer(),
      sharp(await picture().png().toBuffer())
        .flop()
        .png()
        .toBuffer(),
    ]);
    const bytes = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    expect((await sharp(bytes).metadata()).pages).toBe(2);
    const { content, image } = await convertImage(bytes, original);
    expect([(await sharp(content).metadata()).pages ?? 1, image.width, image.height]).toEqual([1, width, height]);
  });

  it.each([
    ['grey', picture().toColourspace('b-w').jpeg(), 'image/jpeg'],
    ['a palette', picture().png({ palette: true }), 'image/png'],
    ['a GIF', picture().gif(), 'image/png'],
  ])('is made RGB for training, which takes nothing else: %s', async (_, image, mediaType) => {
    const { content, image: sent } = await convertImage(await image.toBuffer(), original, { trains: true });
    expect(sent.mediaType).toBe(mediaType);
    expect(await sharp(content).metadata()).toMatchObject({ space: 'srgb', channels: 3, isPalette: false });
  });

  it('is drawn where it is an SVG, on white', async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="9" height="9"/></svg>`;
    const { content, image } = await convertImage(Buffer.from(svg), original);
    expect(image).toMatchObject({ mediaType: 'image/jpeg', width, height });
    const pixels = await pixelsOf(content);
    expect([pixels[0], pixels.at(-1)]).toEqual([0, 255]);
  });

  it('is refused where it is damaged amid its data, of which the rest would be grey', async () => {
    const cover = new URL('../fixtures/images/cover-q50.jpg', `file://${import.meta.dirname}/`);
    const damaged = await readFile(cover);
    const middle = damaged.length >> 1;
    for (let n = 0; n < 600; n += 1) damaged[middle + n] = (n * 7919) & 255;
    await expect(convertImage(damaged, original)).rejects.toThrow(/Corrupt JPEG data/);
  });

  it.each(['jpeg', 'png', 'webp', 'gif'] as const)('is refused where it is cut short (%s)', async (format) => {
    const noise = sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
        background: '#000',
      },
    });
    const bytes = await noise.toFormat(format).toBuffer();
    await expect(convertImage(bytes.subarray(0, bytes.length >> 1), original)).rejects.toThrow();
  });
});
