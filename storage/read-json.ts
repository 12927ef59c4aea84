import type { ArtifactRef } from '../domain/artifact.ts';
import { ArtifactError, type ArtifactStore } from './artifact-store.ts';

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
