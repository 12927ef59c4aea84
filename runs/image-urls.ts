import { LRUCache } from 'lru-cache';
import type { SampleImage } from '../domain/data/sample.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** Data URLs of the images of one request, by hash. */
export type ImageUrls = (shared: readonly SampleImage[], own: readonly SampleImage[]) => Promise<Map<string, string>>;

/** Of the URLs that are kept together: the worked examples of a few runs. */
const keptBytes = 64 * 1024 * 1024;

/** Worked examples are in every request, so their URLs are kept; a sample's own images are read when they are needed. */
export function createImageUrls(store: ArtifactStore): ImageUrls {
  const kept = new LRUCache<string, string, SampleImage>({
    maxSize: keptBytes,
    sizeCalculation: (url) => url.length,
    // Those who need the same image at the same time share one reading, and a failed one is forgotten.
    fetchMethod: (_sha256, _stale, { context }) => urlOf(context),
  });

  const urlOf = async (image: SampleImage) =>
    `data:${image.mediaType};base64,${(await store.readObject(image.sha256)).toString('base64')}`;

  return async (shared, own) => {
    const urls = new Map<string, string>();
    for (const image of shared) urls.set(image.sha256, await kept.forceFetch(image.sha256, { context: image }));
    for (const image of own) if (!urls.has(image.sha256)) urls.set(image.sha256, await urlOf(image));
    return urls;
  };
}
