import sharp from 'sharp';
import { mostPictures } from '../domain/report/page/gallery.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** Longest side of a thumbnail, in pixels. */
const side = 256;

/** Small pictures of what is shown, each image once and no more than a page bears, as data URLs by its hash. */
export async function thumbnailsOf(
  store: ArtifactStore,
  shown: readonly { image: string }[],
): Promise<Map<string, string>> {
  const thumbnails = new Map<string, string>();
  for (const { image } of shown) {
    if (thumbnails.has(image)) continue;
    if (thumbnails.size === mostPictures) break;
    const small = await thumbnailOf(await store.readObject(image));
    thumbnails.set(image, `data:image/webp;base64,${small.toString('base64')}`);
  }
  return thumbnails;
}

function thumbnailOf(image: Buffer): Promise<Buffer> {
  return sharp(image)
    .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: 70 })
    .toBuffer();
}
