import { log } from '@temporalio/activity';
import { LRUCache } from 'lru-cache';
import type { RunInput } from '../domain/run/run.ts';
import { writeSaid } from '../runs/said.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { passingFailure, reporting, sentenceOf } from './failures.ts';

/**
 * Lets each activity begin on the store of its run only, and keeps what a provider said there. A worker on another store
 * fails retryably before it looks for any file, and the next attempt may reach the right one.
 */
export function onOwnStore<A extends Record<string, (input: never) => Promise<unknown>>>(
  store: ArtifactStore,
  activities: A,
): A {
  const kept = new LRUCache<string, string>({ max: 1000 });

  /** What is repeated is written down once. */
  async function keepSentence(error: unknown, { runId }: RunInput): Promise<void> {
    const said = sentenceOf(error);
    const { message } = error as Error;
    if (said === undefined || kept.get(`${runId} ${message}`) === said) return;
    kept.set(`${runId} ${message}`, said);
    log.warn('A provider said why', { message, said });
    await writeSaid(store, runId, { message, said }).catch(() => undefined);
  }

  const guarded = Object.entries(activities).map(([name, activity]) => [
    name,
    (input: { run: RunInput }) =>
      reporting(async () => {
        await requireOwn(store, input.run);
        try {
          return await activity(input as never);
        } catch (error) {
          await keepSentence(error, input.run);
          throw error;
        }
      }),
  ]);
  return Object.fromEntries(guarded);
}

async function requireOwn(store: ArtifactStore, { storeId }: RunInput): Promise<void> {
  const id = await store.id();
  if (id === storeId) return;
  throw passingFailure(
    'WrongStore',
    `this worker has artifact store ${id}, the run needs ${storeId}: check TEMPERA_STORE`,
  );
}
