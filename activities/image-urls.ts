import type { SampleImage } from '../domain/sample.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** Data URLs of the images of one request, by hash. */
export type ImageUrls = (shared: readonly SampleImage[], own: SampleImage) => Promise<Map<string, string>>;

/** Images kept: those of the worked examples of a few runs. */
const capacity = 64;

/** Worked examples are in every request, so their URLs are kept; a sample's own image is read when it is needed. */
export function createImageUrls(store: ArtifactStore): ImageUrls {
  const kept = new Map<string, Promise<string>>();

  const urlOf = async (image: SampleImage) =>
    `data:${image.mediaType};base64,${(await store.readObject(image.sha256)).toString('base64')}`;

  function keptUrlOf(image: SampleImage): Promise<string> {
    const known = kept.get(image.sha256);
    if (known) return known;
    const url = urlOf(image);
    if (kept.size >= capacity) kept.delete(kept.keys().next().value ?? '');
    kept.set(image.sha256, url);
    url.catch(() => kept.delete(image.sha256));
    return url;
  }

  return async (shared, own) => {
    const urls = new Map<string, string>();
    for (const image of shared) urls.set(image.sha256, await keptUrlOf(image));
    if (!urls.has(own.sha256)) urls.set(own.sha256, await urlOf(own));
    return urls;
  };
}
