import { answersFolder, layersOf, type Shard, shardsOf } from '../../domain/run/plan.ts';
import type { Stage } from '../../domain/run/run.ts';
import { keys } from '../../runs/keys.ts';
import { openRun } from '../../runs/open-run.ts';
import type { RunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { childIdOf } from '../../workflows/contract.ts';
import { countedIn, type PendingActivity } from '../temporal/pending.ts';
import type { Work } from './run-status.ts';

/** Rows that are asked shard by shard, in a child workflow of the run. */
interface ShardedRows {
  name: string;
  childId: string;
  rows: number;
  /** Calls that a row takes. */
  calls: number;
  pageRows: number;
  /** Where a shard may lie, and where all of them do. */
  keysOf(shard: number): string[];
  folders: readonly string[];
}

/** What a stage of an open run has done and has to do: complete shards from the store, the others from heartbeats. */
export async function workOf(
  store: ArtifactStore,
  record: RunRecord | undefined,
  stage: Stage | undefined,
  pending: readonly PendingActivity[],
): Promise<Work[]> {
  if (record && (stage === 'answering' || stage === 'judging')) {
    return await countAll(store, record, stage, async ({ childId }) => {
      return countedIn(pending.filter(({ workflowId }) => workflowId === childId)).done;
    });
  }
  const { done, total } = countedIn(pending);
  return total > 1 ? [{ name: '', done, total }] : [];
}

/** What a run that has ended had done in the stage that it reached, be its shards complete or not. */
export async function workKept(store: ArtifactStore, record: RunRecord, stage: Stage): Promise<Work[]> {
  if (stage !== 'answering' && stage !== 'judging') return [];
  return await countAll(store, record, stage, async (_, missing) => {
    let lines = 0;
    for (const key of missing) for await (const _line of store.readSegments(key)) lines += 1;
    return lines;
  });
}

async function answersOf(
  store: ArtifactStore,
  { input: { runId, limit, generation, revision } }: RunRecord,
): Promise<ShardedRows[]> {
  const run = openRun(store, runId);
  const [plan, dataset] = [await run.plan(), await run.dataset()];
  if (!plan || !dataset) return [];
  const { rows, pageRows } = dataset.samples;
  return plan.candidates.map((candidate) => {
    const layers = layersOf(answersFolder(candidate, generation), revision);
    return {
      name: candidate.name,
      childId: childIdOf.candidate(runId, candidate.name),
      rows: Math.min(rows, limit ?? rows),
      calls: plan.repeats,
      pageRows,
      folders: layers.map((layer) => `${keys.run(runId)}answers/${layer}`),
      keysOf: (shard) => layers.map((layer) => keys.answerShard(runId, layer, shard)),
    };
  });
}

async function ratingsOf(
  store: ArtifactStore,
  { input: { runId, ratings: revision } }: RunRecord,
): Promise<ShardedRows[]> {
  const items = await openRun(store, runId).ratingItems(revision);
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
      folders: [folder],
      keysOf: (shard) => [keyOf(shard)],
    },
  ];
}

/** Counts complete shards, and what is under way in those that are missing. */
async function countAll(
  store: ArtifactStore,
  record: RunRecord,
  stage: 'answering' | 'judging',
  underWay: (rows: ShardedRows, missing: readonly string[]) => Promise<number>,
): Promise<Work[]> {
  const all = stage === 'answering' ? await answersOf(store, record) : await ratingsOf(store, record);
  return Promise.all(
    all.map(async (sharded) => {
      const { name, rows, calls, pageRows, folders, keysOf } = sharded;
      const stored = new Set((await Promise.all(folders.map((folder) => store.list(folder)))).flat());
      const shards = shardsOf(rows, pageRows, record.input.settings.shardRows);
      const [complete, missing] = [shards.filter(isStored), shards.filter((shard) => !isStored(shard))];
      const keysOfMissing = missing.flatMap(({ index }) => keysOf(index));
      const done = complete.reduce(
        (sum, { from, to }) => sum + calls * (to - from),
        await underWay(sharded, keysOfMissing),
      );
      return { name, done: Math.min(done, calls * rows), total: calls * rows };

      function isStored({ index }: Shard): boolean {
        return keysOf(index).some((key) => stored.has(key));
      }
    }),
  );
}
