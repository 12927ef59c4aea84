import { LRUCache } from 'lru-cache';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { createHashIndex, type HashIndex } from './hash-index.ts';
import { runOf } from './keys.ts';

/** Runs whose indexes are held in memory. */
const indexesHeld = 32;

/**
 * Wraps a store, so that each file of a run is noted before it appears, and none is found that is not as it was noted: no
 * reader can pass a run's index by.
 */
export function checkedStore(store: ArtifactStore): ArtifactStore {
  const indexes = new LRUCache<string, HashIndex>({ max: indexesHeld });

  function indexOf(runId: string): HashIndex {
    const known = indexes.get(runId);
    if (known) return known;
    const index = createHashIndex(store, runId);
    indexes.set(runId, index);
    return index;
  }

  async function checked(ref: ArtifactRef): Promise<ArtifactRef> {
    const run = runOf(ref.key);
    if (run !== undefined) await indexOf(run).check(ref);
    return ref;
  }

  return {
    ...store,
    async publish(artifact) {
      const run = runOf(artifact.key);
      if (run === undefined) return store.publish(artifact);
      const note = async (ref: ArtifactRef) => {
        if (!(await store.find(ref.key))) await indexOf(run).note(ref);
      };
      return checked(await store.publish(artifact, note));
    },
    async find(key) {
      const ref = await store.find(key);
      return ref && checked(ref);
    },
  };
}
