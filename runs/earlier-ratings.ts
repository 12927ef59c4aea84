import { LRUCache } from 'lru-cache';
import { isOpen, settledRecords } from '../domain/answering/mending.ts';
import type { SampleIndex } from '../domain/data/dataset.ts';
import type { Rating } from '../domain/grading/rating.ts';
import { shardsOf } from '../domain/run/plan.ts';
import type { RunInput } from '../domain/run/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readIfThere } from './json.ts';
import { keys } from './keys.ts';

/** What is rated under one number, in pages. */
export interface RatingPlan extends SampleIndex {
  /** The number whose ratings are taken over. */
  earlier?: number;
}

/** The number under which a run was last rated before this execution; undefined when it was not. */
export async function ratedBefore(store: ArtifactStore, { runId, ratings }: RunInput): Promise<number | undefined> {
  for (let number = ratings - 1; number >= 1; number--) {
    if (await store.find(keys.ratingPlan(runId, number))) return number;
  }
  return undefined;
}

/** Ratings that a run has under an earlier number and that stand, by the id of their item. */
export type EarlierRatings = (run: RunInput, number: number) => Promise<ReadonlyMap<string, Rating>>;

/** Ratings that are kept in memory together, over all runs. */
const mostRatings = 200_000;

/** Reads ratings of executions that have ended, complete or not, once for all shards. */
export function createEarlierRatings(store: ArtifactStore): EarlierRatings {
  const kept = new LRUCache<string, ReadonlyMap<string, Rating>, { run: RunInput; number: number }>({
    maxSize: mostRatings,
    sizeCalculation: (ratings) => ratings.size + 1,
    fetchMethod: (_key, _stale, { context }) => standingRatings(store, context.run, context.number),
  });
  return (run, number) => kept.forceFetch(`${run.runId}/${number}`, { context: { run, number } });
}

async function standingRatings(store: ArtifactStore, run: RunInput, number: number): Promise<Map<string, Rating>> {
  const plan = await readIfThere<SampleIndex>(store, keys.ratingPlan(run.runId, number));
  const records: Rating[] = [];
  for (const { index } of plan ? shardsOf(plan.rows, plan.pageRows, run.settings.shardRows) : []) {
    const key = keys.ratingShard(run.runId, number, index);
    const complete = await store.find(key);
    const lines = complete ? store.readLines<Rating>(complete) : store.readSegments<Rating>(key);
    for await (const rating of lines) records.push(rating);
  }
  const settled = settledRecords(records, ({ itemId }) => itemId);
  return new Map([...settled].filter(([, rating]) => !isOpen(rating)));
}
