import type { RunInput } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { StoredAnswersSpec } from '../domain/spec/stored-answers.ts';
import type { StoredEntry } from '../domain/stored/entry.ts';
import { identityOfAnswers } from '../domain/stored/identity.ts';
import type { TakenAnswers } from '../domain/stored/origin.ts';
import { pickCandidate } from '../domain/stored/pick-candidate.ts';
import { pinOrigin } from '../runs/stored-pin.ts';
import { originInRun, readStoredRun } from '../runs/stored-run.ts';
import { openAnswers } from '../sources/answers/open-answers.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure } from './failures.ts';

/** Whose answers are read, and where they may lie. */
export interface Reading {
  store: ArtifactStore;
  dataDirectory: string;
  run: RunInput;
  spec: RunSpec;
  candidate: string;
}

type Read = Omit<TakenAnswers, 'facts'> & { entries: readonly StoredEntry[] };

/** Reads the answers that a candidate has given before, as they were when the run began. */
export async function readOrigin(reading: Reading): Promise<Read> {
  const { answers } = reading.spec.candidates[reading.candidate] ?? {};
  if (answers?.file !== undefined) return readFile(reading, answers, answers.file);
  if (answers?.run !== undefined) return readRun(reading, answers, answers.run);
  throw finalFailure('Unexpected', `candidate ${JSON.stringify(reading.candidate)} has no stored answers in the spec`);
}

async function readFile(
  { store, dataDirectory, run, candidate }: Reading,
  { columns, candidate: whose }: StoredAnswersSpec,
  name: string,
): Promise<Read> {
  const file = await openAnswers(dataDirectory, name);
  try {
    const origin = await pinOrigin(store, run.runId, candidate, file.origin);
    const { format, entries } = await file.read(columns);
    return { origin, sha256: file.origin.sha256, format, entries: pickCandidate(entries, file.origin.file, whose) };
  } finally {
    await file.close();
  }
}

async function readRun(
  { store, run, spec, candidate }: Reading,
  { candidate: whose }: StoredAnswersSpec,
  runId: string,
): Promise<Read> {
  const now = await originInRun(store, runId, whose);
  const origin = await pinOrigin(store, run.runId, candidate, now);
  const { entries, manifest } = await readStoredRun(store, 'run' in origin ? origin : now, spec.prompt.image);
  return { origin, sha256: identityOfAnswers(manifest).answers, entries };
}
