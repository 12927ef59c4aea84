import sharp from 'sharp';

const [width, height] = [9, 8];
/** Bits of the 64 that must be set and unset: a plain picture is as much like one as like another. */
const leastOfEach = 8;

/**
 * A hash that hardly changes when a picture is resized or encoded anew (dHash): whether each of 64 places is darker than
 * its neighbour, as 16 hexadecimal digits. Undefined of a picture so plain that its hash says nothing.
 */
export async function likenessOf(image: Uint8Array): Promise<string | undefined> {
  const grey = sharp(image).resize({ width, height, fit: 'fill' }).greyscale().raw();
  const pixels = await grey.toBuffer();
  let bits = 0n;
  let set = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width - 1; x++) {
      const isDarker = (pixels[y * width + x] ?? 0) < (pixels[y * width + x + 1] ?? 0);
      bits = (bits << 1n) | BigInt(isDarker);
      set += Number(isDarker);
    }
  }
  return set < leastOfEach || 64 - set < leastOfEach ? undefined : bits.toString(16).padStart(16, '0');
}
