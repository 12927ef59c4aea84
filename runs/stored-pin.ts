import { originText, type StoredOrigin } from '../domain/stored/origin.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readJson } from './json.ts';
import { keys } from './keys.ts';
import { RunError } from './run-error.ts';

/**
 * Pins where a candidate's stored answers come from, once, and gives what was pinned first: a file that is another since
 * is refused by a {@link RunError}, and of a run the answers are read that it had then.
 */
export async function pinOrigin(
  store: ArtifactStore,
  runId: string,
  candidate: string,
  now: StoredOrigin,
): Promise<StoredOrigin> {
  const then = await readJson<StoredOrigin>(store, await publishJson(store, keys.storedPin(runId, candidate), now));
  if ('file' in then && 'file' in now && then.sha256 !== now.sha256) {
    throw new RunError(
      `the answers of ${candidate} have changed since this run began: ${originText(then)} had sha256 ${then.sha256} then, and has ${now.sha256} now. Put the earlier file back, or start a new run.`,
    );
  }
  return then;
}
