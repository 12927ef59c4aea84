import type { ArtifactRef } from '../domain/artifact.ts';
import type { RunInput } from '../domain/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { createHashIndex } from './hash-index.ts';
import { publishJson } from './json.ts';
import { keys, runOf } from './keys.ts';

/** Files of a run with their hashes, as the run's history vouches for them. */
export interface Hashes {
  files: readonly { key: string; sha256: string }[];
}

/** Writes down the hashes of all that a run has stored, once its report is there. */
export async function publishHashes(store: ArtifactStore, { runId, revision }: RunInput): Promise<ArtifactRef> {
  const known = await createHashIndex(store, runId).entries();
  const files: { key: string; sha256: string }[] = [];
  for (const key of await filesOf(store, runId)) {
    const [sha256, ...others] = known.get(key) ?? [];
    // A file of before the index, or one that was written twice at the same time, says itself what it holds.
    const certain = others.length > 0 ? undefined : sha256;
    files.push({ key, sha256: certain ?? (await hashOf(store, key)) });
  }
  return publishJson(store, keys.hashes(runId, revision), { files } satisfies Hashes);
}

/** The keys of all published files of a run, its looks among them. */
export async function filesOf(store: ArtifactStore, runId: string): Promise<string[]> {
  const looks = (await store.list(keys.looks)).filter((key) => runOf(key) === runId);
  return [...(await store.list(keys.run(runId))), ...looks];
}

async function hashOf(store: ArtifactStore, key: string): Promise<string> {
  return (await store.find(key))?.sha256 ?? 'gone';
}
