import type { ProbedImage } from '../domain/cost/image-counts.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIfThere } from './json.ts';
import { keys } from './keys.ts';
import type { KeptProbe } from './probes.ts';
import { unlessBroken } from './unless-broken.ts';

/** Probes that are read, the newest first. */
const mostProbes = 200;

/** What models were billed for an image, as the newest probe of each that showed some tells: whoever served them. */
export async function probedImages(store: ArtifactStore): Promise<ReadonlyMap<string, ProbedImage>> {
  const stored = (await store.list(keys.allProbes)).toSorted((a, b) => timeOf(b) - timeOf(a)).slice(0, mostProbes);
  const found = new Map<string, ProbedImage>();
  for (const key of stored) {
    const probe = await unlessBroken(() => readIfThere<KeptProbe>(store, key));
    const image = probe && imageOf(probe);
    if (probe && image && !found.has(probe.model)) found.set(probe.model, image);
  }
  return found;
}

/** Kept probes are called by their time. */
function timeOf(key: string): number {
  return Number(/(\d+)\.json$/.exec(key)?.[1] ?? 0);
}

/** What a probe was billed beyond its texts, image by image; undefined of one that showed none, or that nobody counted. */
function imageOf({ at, image, shown, usage }: KeptProbe): ProbedImage | undefined {
  if (!image || !shown?.images || !usage) return undefined;
  const tokens = (usage.promptTokens - shown.textTokens) / shown.images;
  if (tokens < 1) return undefined;
  const { width, height, detail = 'auto' } = image;
  return {
    by: `the probe of ${new Date(at).toISOString().slice(0, 10)}`,
    tokens,
    size: { width, height },
    detail: detail as ProbedImage['detail'],
  };
}
