import type { Capture } from '../domain/capture/capture.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readJson } from './json.ts';
import { keys } from './keys.ts';

/** The newest capture of a run that keeps answers. */
export interface StoredCapture {
  capture: Capture;
  revision: number;
  /** Keys of its files. */
  files: string[];
}

/** Reads the newest capture of a run, or undefined when it has none (yet). */
export async function findCapture(store: ArtifactStore, runId: string): Promise<StoredCapture | undefined> {
  const revisions = `${keys.run(runId)}revisions/`;
  const stored = await store.list(revisions);
  const found = stored.map((key) => /^(\d+)\/capture\/capture\.json$/.exec(key.slice(revisions.length))?.[1]);
  const revision = Math.max(0, ...found.filter((digits) => digits !== undefined).map(Number));
  const ref = await store.find(keys.capture(runId, revision, 'capture.json'));
  if (!ref) return undefined;
  const files = stored.filter((key) => key.startsWith(keys.capture(runId, revision, '')));
  return { capture: await readJson<Capture>(store, ref), revision, files };
}
