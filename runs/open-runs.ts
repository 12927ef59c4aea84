import { openStore } from '../storage/open-store.ts';
import { type CheckedStore, checkedStore } from './checked-store.ts';

/**
 * Opens the store at a location with the runs in it, whose files are held against their indexes.
 * @throws {ArtifactError} of a location that is not known
 */
export function openRuns(location: string): CheckedStore {
  return checkedStore(openStore(location));
}
