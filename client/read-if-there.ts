import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readJson } from '../storage/read-json.ts';

/** The content of a stored JSON file, or undefined when it has not been written (yet). */
export async function readIfThere<T>(store: ArtifactStore, key: string): Promise<T | undefined> {
  const ref = await store.find(key);
  return ref && (await readJson<T>(store, ref));
}
