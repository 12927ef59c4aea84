import type { RemoteRemoval, RemoteRemoved } from '../domain/cleaning/remote.ts';
import { ProviderError, requireTrainer } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { inWords } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';
import { onOwnStore } from './own-store.ts';
import { plannedProviders } from './planned-providers.ts';
import { readSpec } from './run-files.ts';

export function removeRemoteActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });

  async function remove({ run, provider, files, models }: RemoteRemoval): Promise<RemoteRemoved> {
    const spec = await readSpec(store, run);
    const { trainer } = requireTrainer((await connected(run, spec, provider)).direct, provider);
    const removed: RemoteRemoved = { gone: [], failed: [] };
    const each = async (ids: readonly string[], work: (id: string) => Promise<void>) => {
      for (const id of ids)
        await work(id).then(
          () => removed.gone.push(id),
          (error: unknown) => removed.failed.push({ id, why: whyOf(error) }),
        );
    };
    await each(files, (id) => trainer.deleteFile(id));
    await each(models, (id) => trainer.deleteModel(id));
    return removed;
  }

  return onOwnStore(store, {
    /** Deletes files and models at the provider that a run was planned with; what is gone already is no failure. */
    removeRemote: (removal: RemoteRemoval): Promise<RemoteRemoved> => reportingAlive(() => remove(removal)),
  });
}

function whyOf(error: unknown): string {
  if (error instanceof ProviderError) return inWords(error.problem);
  throw error;
}
