import type { Client } from '@temporalio/client';
import type { RemoteRemoval } from '../../domain/cleaning/remote.ts';
import { remoteThings } from '../../runs/cleaning/remote.ts';
import { storedRuns } from '../../runs/cleaning/stored-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { ClientError } from '../program/client-error.ts';
import { type Cleaning, stateOf } from './plan.ts';

/** What is to be deleted at providers: files of runs that go, if that is wanted, and models that are named. */
export async function removalsOf(
  store: ArtifactStore,
  temporal: Client,
  { remote }: Cleaning,
  { uploads, models }: { uploads: boolean; models: readonly string[] },
): Promise<RemoteRemoval[]> {
  const files = uploads ? remote.filter((things) => things.files.length > 0) : [];
  const named = await Promise.all(models.map((model) => removalOf(store, temporal, model)));
  return [...files.map((things) => ({ ...things, models: [] })), ...named];
}

/** @throws {ClientError} bad input: no run has made such a model, or an open one may ask it */
async function removalOf(store: ArtifactStore, temporal: Client, model: string): Promise<RemoteRemoval> {
  const makers = [];
  for (const stored of await storedRuns(store)) {
    const things = await remoteThings(store, stored);
    if (!things?.models.includes(model)) continue;
    const { runId } = stored;
    if ((await stateOf(temporal, stored)) === 'open')
      throw new ClientError('badInput', `Model ${model} is asked by run ${runId}, which is open. Wait until it ends.`);
    makers.push(things);
  }
  const [maker] = makers;
  if (maker) return { run: maker.run, provider: maker.provider, files: [], models: [model] };
  throw new ClientError(
    'badInput',
    `No run in this store has made model ${JSON.stringify(model)}. Delete it at its provider.`,
  );
}
