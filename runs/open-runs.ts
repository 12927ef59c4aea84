import type { ArtifactStore } from '../storage/artifact-store.ts';
import { createFolderStore } from '../storage/folder-store.ts';
import { openStore } from '../storage/open-store.ts';
import { checkedStore } from './checked-store.ts';

/**
 * Opens the store at a location with the runs in it, whose files are held against their indexes.
 * @throws {ArtifactError} of a location that is not known
 */
export function openRuns(location: string): ArtifactStore {
  return checkedStore(openStore(location));
}

/** Opens a folder as such a store that is removed before the program ends. */
export function openScratch(folder: string): ArtifactStore {
  return checkedStore(createFolderStore(folder, { isLasting: false }));
}
