import type { RunSpec } from '../../domain/spec/run-spec.ts';
import type { StoredAnswersSpec } from '../../domain/spec/stored-answers.ts';
import type { StoredOrigin } from '../../domain/stored/origin.ts';
import { originInRun } from '../../runs/stored-run.ts';
import { openAnswers } from '../../sources/answers/open-answers.ts';
import { MissingData } from '../../sources/source.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/**
 * Where the stored answers of a spec come from, by candidate: files that lie in a folder here, and runs of the store.
 * @throws {InputError} a file leaves the folder
 * @throws {RunError} there is no such run, or it has not these answers
 */
export async function originsHere(
  store: ArtifactStore,
  { candidates }: RunSpec,
  dataDirectory: string | undefined,
): Promise<Record<string, StoredOrigin>> {
  const origins: Record<string, StoredOrigin> = {};
  for (const [name, { answers }] of Object.entries(candidates)) {
    const origin = answers && (await originOf(store, answers, dataDirectory));
    if (origin) origins[name] = origin;
  }
  return origins;
}

async function originOf(
  store: ArtifactStore,
  { file, run, candidate }: StoredAnswersSpec,
  dataDirectory: string | undefined,
): Promise<StoredOrigin | undefined> {
  if (run !== undefined) return originInRun(store, run, candidate);
  if (file === undefined || dataDirectory === undefined) return undefined;
  try {
    const opened = await openAnswers(dataDirectory, file);
    await opened.close();
    return opened.origin;
  } catch (error) {
    // It lies where the worker reads.
    if (error instanceof MissingData) return undefined;
    throw error;
  }
}
