import type { Dataset, SampleIndex } from '../domain/dataset.ts';
import { answersFolder, shardsOf } from '../domain/plan.ts';
import type { RunPlan, Stage } from '../domain/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { keys } from '../storage/keys.ts';
import { childIdOf } from '../workflows/contract.ts';
import { countedIn, type PendingActivity } from './pending.ts';
import { readIfThere } from './read-if-there.ts';
import type { RunRecord } from './run-record.ts';
import type { Work } from './run-status.ts';

/** Rows that are asked shard by shard, in a child workflow of the run. */
interface ShardedRows {
  name: string;
  childId: string;
  rows: number;
  /** Calls that a row takes. */
  calls: number;
  pageRows: number;
  /** Where complete shards lie. */
  folder: string;
  keyOf(shard: number): string;
}

/** What a stage has done and has to do: complete shards from the store, the others from heartbeats. */
export async function workOf(
  store: ArtifactStore,
  record: RunRecord | undefined,
  stage: Stage | undefined,
  pending: readonly PendingActivity[],
): Promise<Work[]> {
  if (record && stage === 'answering') return await countAll(store, record, await answersOf(store, record), pending);
  if (record && stage === 'judging') return await countAll(store, record, await ratingsOf(store, record), pending);
  const { done, total } = countedIn(pending);
  return total > 1 ? [{ name: '', done, total }] : [];
}

async function answersOf(
  store: ArtifactStore,
  { input: { runId, limit, generation } }: RunRecord,
): Promise<ShardedRows[]> {
  const plan = await readIfThere<RunPlan>(store, keys.plan(runId));
  const dataset = await readIfThere<Dataset>(store, keys.dataset(runId));
  if (!plan || !dataset) return [];
  const { rows, pageRows } = dataset.samples;
  return plan.candidates.map((candidate) => {
    const folder = answersFolder(candidate, generation);
    return {
      name: candidate.name,
      childId: childIdOf.candidate(runId, candidate.name),
      rows: Math.min(rows, limit ?? rows),
      calls: plan.repeats,
      pageRows,
      folder: `${keys.run(runId)}answers/${folder}`,
      keyOf: (shard) => keys.answerShard(runId, folder, shard),
    };
  });
}

async function ratingsOf(
  store: ArtifactStore,
  { input: { runId, ratings: revision } }: RunRecord,
): Promise<ShardedRows[]> {
  const items = await readIfThere<SampleIndex>(store, keys.ratingPlan(runId, revision));
  if (!items) return [];
  const keyOf = (shard: number) => keys.ratingShard(runId, revision, shard);
  const folder = keyOf(0).split('/').slice(0, -1).join('/');
  return [
    {
      name: 'judge',
      childId: childIdOf.judge(runId),
      rows: items.rows,
      calls: 1,
      pageRows: items.pageRows,
      folder,
      keyOf,
    },
  ];
}

function countAll(
  store: ArtifactStore,
  { input: { settings } }: RunRecord,
  all: readonly ShardedRows[],
  pending: readonly PendingActivity[],
): Promise<Work[]> {
  return Promise.all(
    all.map(async ({ name, childId, rows, calls, pageRows, folder, keyOf }) => {
      const stored = new Set(await store.list(folder));
      const complete = shardsOf(rows, pageRows, settings.shardRows).filter(({ index }) => stored.has(keyOf(index)));
      const underWay = countedIn(pending.filter(({ workflowId }) => workflowId === childId));
      const done = complete.reduce((sum, { from, to }) => sum + calls * (to - from), underWay.done);
      return { name, done: Math.min(done, calls * rows), total: calls * rows };
    }),
  );
}
