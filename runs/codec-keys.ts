import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readJson } from './json.ts';
import { keys } from './keys.ts';
import { RunError } from './run-error.ts';

/** What a process says of its keys: by their ids a text that tells one key from another, and nothing of the key. */
export interface KeyRing {
  /** Encrypts; undefined where nothing is encrypted. */
  current?: string;
  checks: ReadonlyMap<string, string>;
  /** Ids of keys that nobody needs any more. */
  retired: readonly string[];
}

/**
 * Holds a process's keys against those that this store's clients and workers have encrypted with, and notes its own one: who
 * lacks a key would fail tasks of runs that need it.
 * @throws {RunError} one is missing, or is another key
 */
export async function agreeOnKeys(store: ArtifactStore, ring: KeyRing): Promise<void> {
  for (const key of await store.list(keys.codecKeys)) await requireKey(store, key, ring);
  const { current } = ring;
  if (current === undefined) return;
  const check = ring.checks.get(current) ?? '';
  await publishJson(store, keys.codecKey(current), { id: current, check });
  // Somebody else may have been the first.
  await requireKey(store, keys.codecKey(current), ring);
}

async function requireKey(store: ArtifactStore, key: string, { checks, retired }: KeyRing): Promise<void> {
  const ref = await store.find(key);
  if (!ref) return;
  const known = await readJson<{ id: string; check: string }>(store, ref);
  if (retired.includes(known.id)) return;
  const check = checks.get(known.id);
  if (check === known.check) return;
  const what =
    check === undefined
      ? `TEMPERA_CODEC_KEYS lacks the key ${known.id}`
      : `the key ${known.id} in TEMPERA_CODEC_KEYS is not the one`;
  const remedy = `Add it; where no run of it is open any more, add "${known.id}:retired".`;
  throw new RunError(`${what} that runs of this store are encrypted with. ${remedy}`);
}
