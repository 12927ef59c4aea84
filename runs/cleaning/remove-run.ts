import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { keys } from '../keys.ts';
import { isRunRecord } from '../record.ts';
import { type Cleaned, markCleaned } from './cleaned.ts';

/**
 * Takes away all files of a run that nobody works on, but for the hashes that its looks are held against. It is marked
 * first and its records go last, so that an interrupted removal is found and gone on with.
 */
export async function removeRun(store: ArtifactStore, runId: string, cleaned: Cleaned): Promise<void> {
  await markCleaned(store, runId, cleaned);
  const files = (await store.files(keys.run(runId))).map(({ key }) => key);
  const goes = files.filter((key) => key !== keys.cleaned(runId) && !key.startsWith(`${keys.hashIndex(runId)}.`));
  const isRecord = (key: string) => isRunRecord(runId, key);
  for (const key of goes.filter((key) => !isRecord(key))) await store.remove(key);
  // The first one last: by it a run is known.
  for (const key of goes.filter(isRecord).sort()) await store.remove(key);
}
