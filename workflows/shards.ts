import { workflowInfo } from '@temporalio/workflow';
import type { Settings, Shard } from '../domain/plan.ts';
import { inWindow } from './window.ts';

/**
 * Works through shards, several at a time, from the given one on. Ends early, with nothing under way, when the history
 * has grown long; gives the number of the shard to go on with.
 */
export async function overShards(
  shards: readonly Shard[],
  from: number,
  settings: Settings,
  work: (shard: Shard) => Promise<void>,
): Promise<number> {
  let next = from;
  function* due() {
    for (; next < shards.length && !workflowInfo().continueAsNewSuggested; next++) yield shards[next] as Shard;
  }
  await inWindow(due(), settings.shardsInFlight, work);
  return next;
}

/** What a shard holds, for the Temporal UI. */
export function rowsOf({ page, from, to }: Shard, pageRows: number): string {
  return `rows ${page * pageRows + from} to ${page * pageRows + to - 1}`;
}
