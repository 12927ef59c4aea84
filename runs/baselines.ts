import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readJson } from './json.ts';
import { keys } from './keys.ts';

/** Runs that later segments of a schedule are compared with. */
export interface Baseline {
  /** When it was pinned, ISO 8601 in UTC. */
  at: string;
  /** The oldest first. */
  runs: readonly string[];
}

/** Pins a baseline, once: one that ends with the same run and was pinned before comes back. */
export async function pinBaseline(store: ArtifactStore, schedule: string, baseline: Baseline): Promise<Baseline> {
  const key = `${keys.scheduleBaselines(schedule)}${baseline.runs.at(-1)}.json`;
  return readJson(store, await publishJson(store, key, baseline));
}

/** The baselines that were pinned for a schedule, in the order of their last runs. */
export async function pinnedBaselines(store: ArtifactStore, schedule: string): Promise<Baseline[]> {
  // The ids of a schedule's runs sort as their slots do.
  const stored = (await store.list(keys.scheduleBaselines(schedule))).sort();
  const refs = await Promise.all(stored.map((key) => store.find(key)));
  return Promise.all(refs.filter((ref) => ref !== undefined).map((ref) => readJson<Baseline>(store, ref)));
}
