import { workflowInfo } from '@temporalio/workflow';
import type { Settings, Shard } from '../domain/run/plan.ts';
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
  const due = dueShards(shards, from, () => workflowInfo().continueAsNewSuggested);
  await inWindow(due.take(), settings.shardsInFlight, work);
  return due.next();
}

/** Hands out shards in order, for as long as the history has not grown long. */
export function dueShards(shards: readonly Shard[], from: number, isLong: () => boolean) {
  let next = from;
  return {
    *take(): Generator<Shard> {
      for (; next < shards.length && !isLong(); next++) yield shards[next] as Shard;
    },
    /** The number of the first one that was not handed out. */
    next: () => next,
  };
}

/** What a shard holds, for the Temporal UI. */
export function rowsOf({ page, from, to }: Shard, pageRows: number): string {
  return `rows ${page * pageRows + from} to ${page * pageRows + to - 1}`;
}
