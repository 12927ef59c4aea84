import type { RunInput, RunWorkflow } from '../domain/run/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { publishJson, readIfThere, readJson } from './json.ts';
import { keys } from './keys.ts';
import { unlessBroken } from './unless-broken.ts';

/** What an execution of a run was started with; stored, since the server forgets closed runs. */
export interface RunRecord {
  /** ISO 8601, UTC. */
  startedAt: string;
  workflow: RunWorkflow;
  input: RunInput;
  /** The run's files stand in an index of hashes, whose absence is a loss; absent in runs of 0.1.0. */
  indexed?: true;
}

const fileName = 'run.json';
const retryFolder = 'retries/';

/** Stores the record; when the run has one already, that one comes back. */
export async function publishRunRecord(store: ArtifactStore, record: RunRecord): Promise<RunRecord> {
  const key = keyOf(record.input.runId, record.input.revision);
  return readJson(store, await publishJson(store, key, { ...record, indexed: true } satisfies RunRecord));
}

/** The record of a run's latest execution that has begun, or undefined when the store has no such run. */
export async function findRunRecord(store: ArtifactStore, runId: string): Promise<RunRecord | undefined> {
  const retries = await store.list(`${keys.run(runId)}${retryFolder}`);
  return await readIfThere(store, retries.at(-1) ?? keyOf(runId, 1));
}

/** The records of all executions of a run that have begun, the oldest first. */
export async function runRecords(store: ArtifactStore, runId: string): Promise<RunRecord[]> {
  const retries = await store.list(`${keys.run(runId)}${retryFolder}`);
  const records = [keyOf(runId, 1), ...retries].map((key) => readIfThere<RunRecord>(store, key));
  return (await Promise.all(records)).filter((record) => record !== undefined);
}

/** Whether an execution of a run says that it has an index of hashes. */
export async function claimsIndex(store: ArtifactStore, runId: string): Promise<boolean> {
  const records = await unlessBroken(() => runRecords(store, runId));
  return records?.some(({ indexed }) => indexed) ?? false;
}

/** The ids of all runs in the store. */
export async function recordedRunIds(store: ArtifactStore): Promise<string[]> {
  const stored = await store.list('runs');
  return stored
    .filter((key) => key.split('/').length === 3 && key.endsWith(`/${fileName}`))
    .map((key) => key.split('/')[1] ?? '');
}

/** Whether a file is the record of an execution; in the order of their keys that of the first one comes last. */
export function isRunRecord(runId: string, key: string): boolean {
  return key === keyOf(runId, 1) || key.startsWith(`${keys.run(runId)}${retryFolder}`);
}

function keyOf(runId: string, revision: number): string {
  const name = revision === 1 ? fileName : `${retryFolder}${String(revision).padStart(6, '0')}.json`;
  return `${keys.run(runId)}${name}`;
}
