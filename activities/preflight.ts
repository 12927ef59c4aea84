import { log } from '@temporalio/activity';
import type { RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { type CalledModel, calledModels } from '../runs/called-models.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { orCannotStart } from './cannot-start.ts';
import { reportingAlive } from './heartbeat.ts';
import { type Providers, plannedProviders } from './planned-providers.ts';
import { readSpec } from './run-files.ts';

export function preflightActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });

  return {
    /** Looks whether every model that the run will call is there, before anything is paid. */
    preflight: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<void> =>
      reportingAlive(async () => {
        const spec = await readSpec(store, run);
        for (const called of await calledModels(store, run, plan)) await checkModel(connected, run, spec, called);
      }),
  };
}

async function checkModel(providers: Providers, run: RunInput, spec: RunSpec, called: CalledModel): Promise<void> {
  const { provider, model } = called;
  await orCannotStart(
    provider,
    async () => {
      const { direct } = await providers(run, spec, provider);
      const { shutdownDate } = await direct.retrieveModel(model);
      if (shutdownDate) log.info('Model will be shut down', { model, shutdownDate });
    },
    model,
  );
}
