import type { Dataset } from '../domain/data/dataset.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { ArtifactError, type ArtifactStore } from '../storage/artifact-store.ts';
import { refuseCleaned } from './cleaning/cleaned.ts';
import { createHashIndex } from './hash-index.ts';
import { filesOf } from './hashes.ts';
import { readIfThere, readJson } from './json.ts';
import { keys, runOf } from './keys.ts';
import { findRunRecord } from './record.ts';
import { RunError } from './run-error.ts';
import { readSamplePage } from './samples.ts';

/** What came of reading all files of a run. */
export interface Verification {
  run: string;
  /** Files that were read, images among them. */
  files: number;
  /** Those of them that can be held against nothing, since 0.1.0 stored them. */
  unchecked: number;
  broken: readonly { file: string; why: string }[];
}

/**
 * Reads all files of a run: those in its folder with their segments, its looks, its images. `vouched` are the hashes that
 * its history names, where a server still has it.
 * @throws {RunError} there is no such run, or it was cleaned away
 */
export async function verifyRun(store: ArtifactStore, runId: string, vouched?: ArtifactRef): Promise<Verification> {
  const files = await filesOf(store, runId);
  if (files.length === 0) throw new RunError(`There is no run ${JSON.stringify(runId)} in this store (TEMPERA_STORE).`);
  await refuseCleaned(store, runId);
  const reading = createReading();
  await reading.read(keys.hashIndex(runId), () => readSegments(store, keys.hashIndex(runId)));
  await reading.read(keys.hashIndex(runId), () => requireIndex(store, files));
  // Nothing can be held against an index that is broken itself, or gone.
  if (reading.result().broken.length > 0) return { run: runId, ...reading.result() };
  for (const key of await store.listSegmented(keys.run(runId))) await reading.read(key, () => readSegments(store, key));
  const found = createFindings(store, runId);
  for (const key of files) await reading.read(key, () => found.read(key));
  if (vouched) await reading.read(vouched.key, () => found.readNames(vouched));
  await reading.read('store.json', () => requireOwnStore(store, runId));
  for (const ref of found.named()) await reading.read(ref.key, () => requireSame(store, ref));
  for (const hash of await objectsOf(store, runId)) {
    const key = `objects/${hash}`;
    await reading.read(key, () => requireSame(store, { key, sha256: hash }));
  }
  return { run: runId, ...reading.result() };
}

interface Reading {
  /** `read` resolves to false where the file cannot be held against anything. */
  read(file: string, read: () => Promise<unknown>): Promise<void>;
  result(): Omit<Verification, 'run'>;
}

function createReading(): Reading {
  const files = new Set<string>();
  const unchecked = new Set<string>();
  const broken = new Map<string, string>();

  async function read(file: string, work: () => Promise<unknown>): Promise<void> {
    files.add(file);
    try {
      if ((await work()) === false) unchecked.add(file);
    } catch (error) {
      if (!(error instanceof ArtifactError)) throw error;
      if (!broken.has(file)) broken.set(file, error.message);
    }
  }

  const result = () => ({
    files: files.size,
    unchecked: unchecked.size,
    broken: [...broken].map(([file, why]) => ({ file, why })),
  });
  return { read, result };
}

type Named = Pick<ArtifactRef, 'key' | 'sha256'>;

/** What is found of a run's files, and what they name of others. */
function createFindings(store: ArtifactStore, runId: string) {
  const index = createHashIndex(store, runId);
  const hashes = new Map<string, string>();
  const names: Named[] = [];

  async function readNames(ref: ArtifactRef): Promise<void> {
    names.push(...refsIn(await readJson(store, ref)));
  }

  return {
    readNames,
    /** Whether the file could be held against the run's index; what is JSON has to be what Tempera writes there. */
    async read(key: string): Promise<boolean> {
      const ref = await store.find(key);
      if (!ref) return true;
      hashes.set(key, ref.sha256);
      if (key.endsWith('.json')) await readNames(ref);
      return index.check(ref);
    },
    /** Files of the run and of its schedule that others name, or its history, and that were not found as they are named. */
    named: () =>
      names.filter(
        ({ key, sha256 }) => (runOf(key) === runId || key.startsWith(keys.schedules)) && hashes.get(key) !== sha256,
      ),
  };
}

async function requireSame(store: ArtifactStore, { key, sha256 }: Named): Promise<void> {
  const found = await store.find(key);
  if (found?.sha256 === sha256) return;
  const what = found ? `is corrupted: expected sha256 ${sha256}, found ${found.sha256}` : 'is missing';
  throw new ArtifactError(found ? 'corrupted' : 'missing', `${key} ${what}.`);
}

/** Whoever looks for a file of a run that has lost its index is told so. */
async function requireIndex(store: ArtifactStore, [any = '']: readonly string[]): Promise<void> {
  await store.find(any).catch((error) => {
    if (error instanceof ArtifactError && error.code === 'missing') throw error;
  });
}

async function readSegments(store: ArtifactStore, key: string): Promise<void> {
  for await (const _ of store.readSegments(key));
}

/** A store of another id would be refused by every worker. */
async function requireOwnStore(store: ArtifactStore, runId: string): Promise<void> {
  const [id, record] = [await store.id(), await findRunRecord(store, runId).catch(() => undefined)];
  if (!record || record.input.storeId === id) return;
  const what = `store.json is corrupted: the run was started in store ${record.input.storeId}, found ${id}`;
  throw new ArtifactError('corrupted', `${what}. Restore the file.`);
}

function refsIn(value: unknown): Named[] {
  if (typeof value !== 'object' || value === null) return [];
  const { key, sha256 } = value as Partial<Named>;
  if (typeof key === 'string' && typeof sha256 === 'string') return [{ key, sha256 }];
  return Object.values(value).flatMap(refsIn);
}

/** The hashes of all objects that the run shows or names. */
async function objectsOf(store: ArtifactStore, runId: string): Promise<Set<string>> {
  const hashes = new Set<string>();
  try {
    const dataset = await readIfThere<Dataset>(store, keys.dataset(runId));
    for (const { images } of dataset?.examples ?? []) for (const { sha256 } of images) hashes.add(sha256);
    if (dataset?.imageList.key.startsWith('objects/')) hashes.add(dataset.imageList.sha256);
    for (const sha256 of await fetchedBy(store, runId)) hashes.add(sha256);
    for (const page of dataset?.samples.pages ?? []) {
      for await (const { images } of readSamplePage(store, page)) for (const { sha256 } of images) hashes.add(sha256);
    }
  } catch (error) {
    // The file that names them has been named.
    if (!(error instanceof ArtifactError)) throw error;
  }
  return hashes;
}

/** The hashes of images as they came from their addresses. */
async function fetchedBy(store: ArtifactStore, runId: string): Promise<string[]> {
  const ref = await store.find(keys.fetchedImagesIn(keys.run(runId)));
  const fetched = ref ? await Array.fromAsync(store.readLines<{ sha256?: string }>(ref)) : [];
  return fetched.flatMap(({ sha256 }) => sha256 ?? []);
}
