import type { RunInput } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { PatientProvider } from '../providers/patience.ts';
import { type Batches, ProviderError } from '../providers/port.ts';
import type { ConnectedProvider, ProviderRegistry } from '../providers/registry.ts';
import { readIdentities } from '../runs/identities.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** Connects a run with a provider by name. Throws {@link ProviderError} where somebody else would be asked. */
export type Providers = (run: RunInput, spec: RunSpec, name: string) => Promise<ConnectedProvider>;

/** Providers as a run's plan has pinned them: one worker of a queue may know another address by the same name. */
export function plannedProviders(world: { store: ArtifactStore; providers: ProviderRegistry }): Providers {
  const { store, providers } = world;
  return async (run, spec, name) => {
    const planned = (await readIdentities(store, run))[name];
    if (planned !== undefined) requireSame(name, planned, await providers.identityOf(spec, name));
    return providers.connect(spec, name);
  };
}

/** Whose answers a run may take over: those of whom it was planned with, whatever address this worker knows. */
export async function plannedIdentity(
  { store, providers }: { store: ArtifactStore; providers: ProviderRegistry },
  run: RunInput,
  spec: RunSpec,
  name: string,
): Promise<string> {
  return (await readIdentities(store, run))[name] ?? providers.identityOf(spec, name);
}

function requireSame(name: string, planned: string, here: string): void {
  if (planned === here) return;
  const message = `provider "${name}" is ${here} for this worker, and was ${planned} when the run was planned`;
  throw new ProviderError({ action: 'blocked', code: 'another_provider', message });
}

/** A provider that is connected when it is first asked: a finished shard needs no key. */
export interface LazyProvider extends PatientProvider {
  /** Absent where each question is asked by itself. */
  batches(): Promise<Batches | undefined>;
}

/** Connects a provider when it is first asked. */
export function whenAsked(connect: () => Promise<ConnectedProvider>): LazyProvider {
  let connecting: Promise<ConnectedProvider> | undefined;
  let connected: ConnectedProvider | undefined;

  async function connection(): Promise<ConnectedProvider> {
    connecting ??= connect();
    connected = await connecting;
    return connected;
  }

  return {
    chat: async (request, stop, meter) => (await connection()).patient.chat(request, stop, meter),
    batches: async () => (await connection()).direct.batches,
    get pausing() {
      return connected?.patient.pausing;
    },
  };
}
