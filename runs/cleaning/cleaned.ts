import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { publishJson, readIfThere } from '../json.ts';
import { keys } from '../keys.ts';
import { RunError } from '../run-error.ts';

/** What stays of a run that was cleaned away, beside its looks and the hashes that they are held against. */
export interface Cleaned {
  /** ISO 8601, UTC. */
  at: string;
  /** Ids of files that it uploaded, and names of models that it made, as far as they were not deleted at the provider. */
  left: { provider?: string; files: readonly string[]; models: readonly string[] };
}

/** Writes down that a run is about to be cleaned away: from here on it is begun by nobody. */
export async function markCleaned(store: ArtifactStore, runId: string, cleaned: Cleaned): Promise<void> {
  await publishJson(store, keys.cleaned(runId), cleaned);
}

/** What was written down when a run was cleaned away; undefined of any other. */
export function findCleaned(store: ArtifactStore, runId: string): Promise<Cleaned | undefined> {
  return readIfThere(store, keys.cleaned(runId));
}

/**
 * Refuses a run whose artifacts were cleaned away.
 * @throws {RunError} it was
 */
export async function refuseCleaned(store: ArtifactStore, runId: string): Promise<void> {
  const cleaned = await findCleaned(store, runId);
  if (!cleaned) return;
  throw new RunError(
    `The files of run ${runId} were cleaned away on ${cleaned.at.slice(0, 10)}: its looks at test sets stay counted, and nothing else of it is there.`,
  );
}
