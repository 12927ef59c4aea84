import type { Rating } from '../domain/grading/rating.ts';
import { answersFolder, isAsked, type Shard, shardsOf } from '../domain/run/plan.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { answerLayers, asksAgain } from './answer-layers.ts';
import { keys } from './keys.ts';
import { openRun } from './open-run.ts';
import type { RunRecord } from './record.ts';
import { idOfAnswer, placeOfShard } from './shard-place.ts';

/** What an execution asks shard by shard: a candidate's answers, or ratings. */
export interface AskedRows {
  /** Absent when it is ratings. */
  candidate?: string;
  /** Calls that all rows take. */
  total: number;
  /** Those of complete shards. */
  complete: number;
  /** Some of the shards of before are asked again, of which only the store tells how much stands. */
  isAgain: boolean;
  /** Calls of the other shards that are recorded. */
  recorded(): Promise<number>;
}

/** How an execution's answers or ratings are cut into shards, and what is there of one. */
interface Sharded {
  candidate?: string;
  rows: number;
  /** Calls that a row takes. */
  calls: number;
  pageRows: number;
  /** A file is complete where it lies in one of these folders. */
  folders: readonly string[];
  isAgain: boolean;
  /** Undefined when all of it is. */
  recordedOf(shard: Shard): Promise<number | undefined>;
}

/** Counts what an execution has asked, and has to. */
export async function askedRows(
  store: ArtifactStore,
  record: RunRecord,
  stage: 'answering' | 'judging',
): Promise<AskedRows[]> {
  const all = stage === 'answering' ? await answersOf(store, record) : await ratingsOf(store, record);
  return Promise.all(all.map((sharded) => count(store, sharded, record.input.settings.shardRows)));
}

async function count(store: ArtifactStore, sharded: Sharded, shardRows: number): Promise<AskedRows> {
  const { candidate, rows, calls, pageRows, folders, isAgain, recordedOf } = sharded;
  const lists = await Promise.all(folders.map((folder) => store.list(folder)));
  const names = new Set(lists.flat().map((key) => key.slice(key.lastIndexOf('/') + 1)));
  const shards = shardsOf(rows, pageRows, shardRows);
  const callsOf = ({ from, to }: Shard) => calls * (to - from);
  const isStored = ({ index }: Shard) => names.has(keys.shardName(index));
  return {
    ...(candidate !== undefined && { candidate }),
    total: calls * rows,
    complete: shards.filter(isStored).reduce((sum, shard) => sum + callsOf(shard), 0),
    isAgain,
    async recorded() {
      let sum = 0;
      for (const shard of shards) if (!isStored(shard)) sum += (await recordedOf(shard)) ?? callsOf(shard);
      return sum;
    },
  };
}

async function answersOf(store: ArtifactStore, { input }: RunRecord): Promise<Sharded[]> {
  const { runId, limit, generation, revision } = input;
  const run = openRun(store, runId);
  const [plan, dataset] = [await run.plan(), await run.dataset()];
  if (!plan || !dataset) return [];
  const { rows, pageRows } = dataset.samples;
  const isAgain = asksAgain(input) && revision > 1;
  return Promise.all(
    plan.candidates.filter(isAsked).map(async (candidate) => {
      const folder = answersFolder(candidate, generation);
      const layers = await answerLayers(store, input, folder);
      return {
        candidate: candidate.name,
        rows: Math.min(rows, limit ?? rows),
        calls: plan.repeats,
        pageRows,
        folders: (isAgain ? layers.slice(0, 1) : layers).map((layer) => keys.answers(runId, layer)),
        isAgain,
        recordedOf: async ({ index }: Shard) => {
          const { key, prior, complete } = await placeOfShard(store, input, folder, index);
          return complete ? undefined : await distinct(store, key, idOfAnswer, prior);
        },
      };
    }),
  );
}

async function ratingsOf(store: ArtifactStore, { input: { runId, ratings: revision } }: RunRecord): Promise<Sharded[]> {
  const items = await openRun(store, runId).ratingItems(revision);
  if (!items) return [];
  const { rows, pageRows } = items;
  const recordedOf = ({ index }: Shard) =>
    distinct<Rating>(store, keys.ratingShard(runId, revision, index), ({ itemId }) => itemId);
  return [{ rows, calls: 1, pageRows, folders: [keys.ratings(runId, revision)], isAgain: false, recordedOf }];
}

/** What was asked twice, by two attempts at once, is one answer. */
async function distinct<Entry>(
  store: ArtifactStore,
  key: string,
  idOf: (entry: Entry) => string,
  prior: readonly Entry[] = [],
): Promise<number> {
  const ids = new Set(prior.map(idOf));
  for await (const entry of store.readSegments<Entry>(key)) ids.add(idOf(entry));
  return ids.size;
}
