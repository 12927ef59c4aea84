import type { RunInput } from '../domain/run.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { passingFailure, reporting } from './failures.ts';

/**
 * Lets each activity begin on the store of its run only. A worker on another store fails retryably before it looks for
 * any file, and the next attempt may reach the right one.
 */
export function onOwnStore<A extends Record<string, (input: never) => Promise<unknown>>>(
  store: ArtifactStore,
  activities: A,
): A {
  const guarded = Object.entries(activities).map(([name, activity]) => [
    name,
    (input: { run: RunInput }) =>
      reporting(async () => {
        await requireOwn(store, input.run);
        return activity(input as never);
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
