import { LRUCache } from 'lru-cache';
import type { SampleImage } from '../domain/data/sample.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** Data URLs of the images of one request, by hash, as the bytes that are sent. */
export type ImageUrls = (images: readonly SampleImage[]) => Promise<Map<string, Buffer>>;

/** Bound of all URLs that are kept: the worked examples of a few runs, and images that neighbouring questions share. */
const keptBytes = 16 * 1024 * 1024;

/** Spells an image once for all questions that show it at about the same time. */
export function createImageUrls(store: ArtifactStore): ImageUrls {
  const kept = new LRUCache<string, Buffer, SampleImage>({
    maxSize: keptBytes,
    sizeCalculation: (url) => url.length,
    // Those who need the same image at the same time share one reading, and a failed one is forgotten.
    fetchMethod: (_sha256, _stale, { context }) => urlOf(context),
  });

  const urlOf = async ({ sha256, mediaType }: SampleImage) =>
    Buffer.from(`data:${mediaType};base64,${(await store.readObject(sha256)).toString('base64')}`, 'latin1');

  return async (images) => {
    const urls = new Map<string, Buffer>();
    for (const image of images) urls.set(image.sha256, await kept.forceFetch(image.sha256, { context: image }));
    return urls;
  };
}
