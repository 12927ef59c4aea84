import { LRUCache } from 'lru-cache';
import type { ArtifactRef } from '../domain/artifact.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { createHashIndex, type HashIndex } from './hash-index.ts';
import { keys, runOf } from './keys.ts';

/** Runs whose indexes are held in memory. */
const indexesHeld = 32;

/** A store that notes each file of a run before it appears, and gives none that is not as it was noted. */
export interface CheckedStore extends ArtifactStore {
  indexOf(runId: string): HashIndex;
}

/** Wraps a store, so that no reader of a run's files can pass its index by. */
export function checkedStore(store: ArtifactStore): CheckedStore {
  const indexes = new LRUCache<string, HashIndex>({ max: indexesHeld });

  function indexOf(runId: string): HashIndex {
    const known = indexes.get(runId);
    if (known) return known;
    const index = createHashIndex(store, keys.hashIndex(runId), () => hasFiles(store, runId));
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
    indexOf,
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

async function hasFiles(store: ArtifactStore, runId: string): Promise<boolean> {
  return (await store.list(keys.run(runId))).length > 0;
}
