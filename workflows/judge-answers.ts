import { continueAsNew, setCurrentDetails } from '@temporalio/workflow';
import type { Cost } from '../domain/cost/prices.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { shardsOf } from '../domain/run/plan.ts';
import type { Paged, RatingCounts, RunInput } from '../domain/run/run.ts';
import { addCosts, talliesText } from './details.ts';
import { overShards, rowsOf } from './shards.ts';
import { activitiesFor } from './timeouts-and-retries.ts';

export interface JudgeInput {
  run: RunInput;
  items: Paged;
  /** Shards that earlier executions of this workflow have rated. */
  done?: number;
  /** What they have rated. */
  told?: Rated;
}

interface Rated {
  counts: RatingCounts;
  cost?: readonly Cost[];
}

/** The manifest of the ratings, and what they are and cost. */
export type JudgeResult = ArtifactRef & Rated;

/** Has every item rated by the judge or the grader whose it is, shard by shard; gives the manifest of the ratings. */
export async function judgeAnswers(input: JudgeInput): Promise<JudgeResult> {
  const { run, items } = input;
  const { working, quick } = activitiesFor(run.settings);
  const shards = shardsOf(items.rows, items.pageRows, run.settings.shardRows);

  const rated: Rated = input.told ?? { counts: { rated: 0, failed: 0 } };
  const tell = () => setCurrentDetails(talliesText([{ name: 'ratings', total: items.rows, ...rated }]));
  tell();
  const next = await overShards(shards, input.done ?? 0, run.settings, async (shard) => {
    const summary = rowsOf(shard, items.pageRows);
    const { cost, ...counts } = await working.judgeShard.executeWithOptions({ summary }, [{ run, items, shard }]);
    for (const outcome of ['rated', 'failed'] as const) rated.counts[outcome] += counts[outcome];
    const sum = addCosts([rated.cost, cost]);
    if (sum) rated.cost = sum;
    tell();
  });
  if (next < shards.length) return await continueAsNew<typeof judgeAnswers>({ ...input, done: next, told: rated });
  return { ...(await quick.collectRatings({ run, shards: shards.length })), ...rated };
}
