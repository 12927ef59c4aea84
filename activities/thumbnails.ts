import sharp, { type Sharp } from 'sharp';
import { hashesNamed, type NamedImages, pictureKey } from '../domain/data/named-images.ts';
import { mostPictures } from '../domain/report/page/gallery.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** Longest side of a thumbnail, in pixels. */
const side = 256;

/** Small pictures of what is shown, each once and no more than a page bears, as data URLs by {@link pictureKey}. */
export async function thumbnailsOf(store: ArtifactStore, shown: readonly NamedImages[]): Promise<Map<string, string>> {
  const thumbnails = new Map<string, string>();
  for (const named of shown) {
    const key = pictureKey(named);
    if (key === '' || thumbnails.has(key)) continue;
    if (thumbnails.size === mostPictures) break;
    const images: Buffer[] = [];
    for (const sha256 of hashesNamed(named)) images.push(await store.readObject(sha256));
    const [only, ...others] = images;
    const small = await (only && others.length === 0 ? thumbnailOf(only) : sideBySide(images));
    thumbnails.set(key, `data:image/webp;base64,${small.toString('base64')}`);
  }
  return thumbnails;
}

function thumbnailOf(image: Buffer): Promise<Buffer> {
  return small(image, side).webp({ quality: 70 }).toBuffer();
}

function small(image: Buffer, longest: number): Sharp {
  return sharp(image).resize({ width: longest, height: longest, fit: 'inside', withoutEnlargement: true });
}

/** Several images in one picture, in their order, in rows of at most three. */
async function sideBySide(images: readonly Buffer[]): Promise<Buffer> {
  const columns = Math.min(images.length, 3);
  const cell = Math.floor(side / columns);
  const tiles = await Promise.all(images.map((image) => small(image, cell).png().toBuffer()));
  const placed = tiles.map((input, index) => ({
    input,
    left: (index % columns) * cell,
    top: Math.floor(index / columns) * cell,
  }));
  const height = Math.ceil(images.length / columns) * cell;
  const canvas = { width: columns * cell, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } as const;
  return sharp({ create: canvas }).composite(placed).webp({ quality: 70 }).toBuffer();
}
