import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunInput } from '../domain/run/run.ts';
import { ArtifactError, type ArtifactStore } from '../storage/artifact-store.ts';
import { createHashIndex } from './hash-index.ts';
import { publishJson, readJson } from './json.ts';
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

/** Throws where a file is another one than the hashes vouch for; false of a file that they do not name. */
export async function requireVouched(store: ArtifactStore, vouched: ArtifactRef, key: string): Promise<boolean> {
  const { files } = await readJson<Hashes>(store, vouched);
  const expected = files.find((file) => file.key === key)?.sha256;
  const found = await hashOf(store, key);
  if (expected === undefined || expected === found) return expected !== undefined;
  const what = `${key} is corrupted: the run's history names sha256 ${expected}, found ${found}`;
  throw new ArtifactError('corrupted', `${what}. Restore the file, or start a new run.`);
}

/** The keys of all published files of a run, its looks among them. */
export async function filesOf(store: ArtifactStore, runId: string): Promise<string[]> {
  const looks = (await store.list(keys.looks)).filter((key) => runOf(key) === runId);
  return [...(await store.list(keys.run(runId))), ...looks];
}

async function hashOf(store: ArtifactStore, key: string): Promise<string> {
  return (await store.find(key))?.sha256 ?? 'gone';
}
