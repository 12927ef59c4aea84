import { continueAsNew } from '@temporalio/workflow';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { shardsOf } from '../domain/run/plan.ts';
import type { Paged, RunInput } from '../domain/run/run.ts';
import { overShards, rowsOf } from './shards.ts';
import { activitiesFor } from './timeouts-and-retries.ts';

export interface JudgeInput {
  run: RunInput;
  items: Paged;
  /** Shards that earlier executions of this workflow have rated. */
  done?: number;
}

/** Has every item rated by the judge or the grader whose it is, shard by shard; gives the manifest of the ratings. */
export async function judgeAnswers(input: JudgeInput): Promise<ArtifactRef> {
  const { run, items } = input;
  const { working, quick } = activitiesFor(run.settings);
  const shards = shardsOf(items.rows, items.pageRows, run.settings.shardRows);

  const next = await overShards(shards, input.done ?? 0, run.settings, async (shard) => {
    await working.judgeShard.executeWithOptions({ summary: rowsOf(shard, items.pageRows) }, [{ run, items, shard }]);
  });
  if (next < shards.length) return await continueAsNew<typeof judgeAnswers>({ ...input, done: next });
  return await quick.collectRatings({ run, shards: shards.length });
}
