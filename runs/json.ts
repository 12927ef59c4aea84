import type { ArtifactRef } from '../domain/artifact.ts';
import { ArtifactError, type ArtifactStore } from '../storage/artifact-store.ts';

/** Reads a JSON artifact of ours; its shape was checked when it was written. */
export async function readJson<T>(store: ArtifactStore, ref: ArtifactRef): Promise<T> {
  const text = (await store.read(ref)).toString();
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ArtifactError(
      'corrupted',
      `${ref.key} is corrupted: it is not JSON. Restore the file, or start a new run.`,
    );
  }
}

/** The content of a stored JSON file, or undefined when it has not been written (yet). */
export async function readIfThere<T>(store: ArtifactStore, key: string): Promise<T | undefined> {
  const ref = await store.find(key);
  return ref && (await readJson<T>(store, ref));
}

/** Publishes a value as JSON; an earlier file of that key wins. */
export function publishJson(store: ArtifactStore, key: string, value: object): Promise<ArtifactRef> {
  return store.publish({ key, mediaType: 'application/json', content: `${JSON.stringify(value, null, 2)}\n` });
}
