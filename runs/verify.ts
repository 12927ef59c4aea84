import type { ArtifactRef } from '../domain/artifact.ts';
import type { Dataset } from '../domain/dataset.ts';
import type { Sample } from '../domain/sample.ts';
import { ArtifactError, type ArtifactStore } from '../storage/artifact-store.ts';
import { createHashIndex, type HashIndex } from './hash-index.ts';
import { filesOf } from './hashes.ts';
import { readIfThere, readJson } from './json.ts';
import { keys, runOf } from './keys.ts';
import { findRunRecord } from './record.ts';
import { RunError } from './run-error.ts';

/** What came of reading all files of a run. */
export interface Verification {
  run: string;
  /** Files that were read, images among them. */
  files: number;
  /** Of these, files that nothing can be held against: they were stored by 0.1.0. */
  unchecked: number;
  broken: readonly { file: string; why: string }[];
}

/**
 * Reads all files of a run: those in its folder with their segments, its looks, its images. `vouched` are the hashes that
 * its history names, where a server still has it.
 * @throws {RunError} there is no such run
 */
export async function verifyRun(store: ArtifactStore, runId: string, vouched?: ArtifactRef): Promise<Verification> {
  const files = await filesOf(store, runId);
  if (files.length === 0) throw new RunError(`There is no run ${JSON.stringify(runId)} in this store (TEMPERA_STORE).`);
  const reading = createReading();
  await reading.read(keys.hashIndex(runId), () => readSegments(store, keys.hashIndex(runId)));
  // Nothing can be held against an index that is broken itself.
  if (reading.result().broken.length > 0) return { run: runId, ...reading.result() };
  for (const key of await store.listSegmented(keys.run(runId))) await reading.read(key, () => readSegments(store, key));
  const index = createHashIndex(store, runId);
  for (const key of files) await reading.read(key, () => readFile(store, index, key));
  await reading.read('store.json', () => requireOwnStore(store, runId));
  const named = await referencesOf(store, runId, files, vouched, reading);
  for (const ref of named) await reading.compare(ref, () => store.find(ref.key));
  for (const hash of await objectsOf(store, runId)) await reading.read(`objects/${hash}`, () => store.readObject(hash));
  return { run: runId, ...reading.result() };
}

interface Reading {
  /** `read` resolves to false where the file cannot be held against anything. */
  read(file: string, read: () => Promise<unknown>): Promise<void>;
  compare(ref: Named, find: () => Promise<ArtifactRef | undefined>): Promise<void>;
  result(): Omit<Verification, 'run'>;
}

type Named = Pick<ArtifactRef, 'key' | 'sha256'>;

function createReading(): Reading {
  const broken = new Map<string, string>();
  let files = 0;
  let unchecked = 0;

  async function attempt<T>(file: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ArtifactError)) throw error;
      if (!broken.has(file)) broken.set(file, error.message);
      return undefined;
    }
  }

  return {
    async read(file, read) {
      files += 1;
      if ((await attempt(file, read)) === false) unchecked += 1;
    },
    async compare({ key, sha256 }, find) {
      await attempt(key, async () => {
        const found = await find();
        if (found?.sha256 === sha256) return;
        const what = found ? `is corrupted: expected sha256 ${sha256}, found ${found.sha256}` : 'is missing';
        throw new ArtifactError(found ? 'corrupted' : 'missing', `${key} ${what}.`);
      });
    },
    result: () => ({ files, unchecked, broken: [...broken].map(([file, why]) => ({ file, why })) }),
  };
}

async function readSegments(store: ArtifactStore, key: string): Promise<void> {
  for await (const _ of store.readSegments(key));
}

/** Whether the file could be held against the run's index; what is JSON has to be what Tempera writes there. */
async function readFile(store: ArtifactStore, index: HashIndex, key: string): Promise<boolean> {
  const ref = await store.find(key);
  if (!ref) return true;
  if (key.endsWith('.json')) await readJson(store, ref);
  return index.check(ref);
}

/** A store of another id would be refused by every worker. */
async function requireOwnStore(store: ArtifactStore, runId: string): Promise<void> {
  const [id, record] = [await store.id(), await findRunRecord(store, runId).catch(() => undefined)];
  if (!record || record.input.storeId === id) return;
  const what = `store.json is corrupted: the run was started in store ${record.input.storeId}, found ${id}`;
  throw new ArtifactError('corrupted', `${what}. Restore the file.`);
}

/** All files of the run that others of its files name, and those that its history vouches for. */
async function referencesOf(
  store: ArtifactStore,
  runId: string,
  files: readonly string[],
  vouched: ArtifactRef | undefined,
  reading: Reading,
): Promise<Named[]> {
  const named: Named[] = [];
  const collect = (ref: ArtifactRef) => async () => void named.push(...refsIn(await readJson(store, ref)));
  if (vouched) await reading.read(vouched.key, collect(vouched));
  for (const key of files.filter((file) => file.endsWith('.json'))) {
    // A file that cannot be read has been named already.
    const ref = await store.find(key).catch(() => undefined);
    if (ref) await collect(ref)().catch(() => undefined);
  }
  return named.filter((ref) => runOf(ref.key) === runId);
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
    for (const { image } of dataset?.examples ?? []) hashes.add(image.sha256);
    if (dataset?.imageList.key.startsWith('objects/')) hashes.add(dataset.imageList.sha256);
    for (const page of dataset?.samples.pages ?? []) {
      for await (const { image } of store.readLines<Sample>(page)) hashes.add(image.sha256);
    }
  } catch (error) {
    // The file that names them has been named.
    if (!(error instanceof ArtifactError)) throw error;
  }
  return hashes;
}
