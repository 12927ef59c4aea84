import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { Shard } from '../domain/run/plan.ts';
import type { RunInput } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { readJson } from '../runs/json.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure } from './failures.ts';

/** The completed spec of a run. */
export function readSpec(store: ArtifactStore, run: RunInput): Promise<RunSpec> {
  return readJson(store, run.spec);
}

/** The rows of a shard, of pages that `read` reads. */
export async function readRows<T>(
  read: (page: ArtifactRef) => AsyncIterable<T>,
  pages: readonly ArtifactRef[],
  { page, from, to }: Shard,
): Promise<T[]> {
  const ref = pages[page];
  if (!ref) throw finalFailure('Unexpected', `page ${page} does not exist: there are ${pages.length}`);
  const rows: T[] = [];
  for await (const row of read(ref)) rows.push(row);
  return rows.slice(from, to);
}

/** References of shards that are all complete. */
export async function requireShards(
  count: number,
  find: (index: number) => Promise<{ key: string; ref: ArtifactRef | undefined }>,
): Promise<ArtifactRef[]> {
  const refs: ArtifactRef[] = [];
  for (let index = 0; index < count; index++) {
    const { key, ref } = await find(index);
    if (!ref) throw finalFailure('ArtifactCorrupted', `${key} is missing although it was complete: start a new run`);
    refs.push(ref);
  }
  return refs;
}
