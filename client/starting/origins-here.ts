import type { RunSpec } from '../../domain/spec/run-spec.ts';
import type { StoredAnswersSpec } from '../../domain/spec/stored-answers.ts';
import { StoredAnswersError } from '../../domain/stored/entry.ts';
import type { StoredOrigin } from '../../domain/stored/origin.ts';
import { pickCandidate } from '../../domain/stored/pick-candidate.ts';
import { RunError } from '../../runs/run-error.ts';
import { originInRun } from '../../runs/stored-run.ts';
import { openAnswers } from '../../sources/answers/open-answers.ts';
import { InputError, MissingData } from '../../sources/source.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** Where stored answers may lie. */
export interface OriginPlace {
  store: ArtifactStore;
  /** Absent on a machine that cannot read it. */
  dataDirectory?: string | undefined;
  /** Whether the data of the spec lies there: then its files of answers do, too. */
  isDataHere: boolean;
}

/**
 * Where the stored answers of a spec come from, by candidate: files that lie in a folder here, and runs of the store.
 * Throws {@link InputError}, which names the candidate, for answers that are not there or cannot be read.
 */
export async function originsHere(place: OriginPlace, { candidates }: RunSpec): Promise<Record<string, StoredOrigin>> {
  const origins: Record<string, StoredOrigin> = {};
  for (const [name, { answers }] of Object.entries(candidates)) {
    const origin = answers && (await originOf(place, answers).catch((error: unknown) => refuse(name, error)));
    if (origin) origins[name] = origin;
  }
  return origins;
}

function refuse(candidate: string, error: unknown): never {
  const isTheirs = error instanceof InputError || error instanceof StoredAnswersError || error instanceof RunError;
  throw isTheirs ? new InputError(`candidates.${candidate}.answers: ${error.message}`) : error;
}

async function originOf(
  { store, dataDirectory, isDataHere }: OriginPlace,
  answers: StoredAnswersSpec,
): Promise<StoredOrigin | undefined> {
  const { file, run, candidate } = answers;
  if (run !== undefined) return originInRun(store, run, candidate);
  if (file === undefined || dataDirectory === undefined) return undefined;
  try {
    return await originInFile(dataDirectory, file, answers);
  } catch (error) {
    // It lies where the worker reads.
    if (error instanceof MissingData && !isDataHere) return undefined;
    throw error;
  }
}

/** The file is read now, so that what is wrong with it is said before a run begins. */
async function originInFile(
  dataDirectory: string,
  name: string,
  { columns, candidate }: StoredAnswersSpec,
): Promise<StoredOrigin> {
  const { origin, read, close } = await openAnswers(dataDirectory, name);
  try {
    pickCandidate((await read(columns)).entries, origin.file, candidate);
    return origin;
  } finally {
    await close();
  }
}
