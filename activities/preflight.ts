import { log } from '@temporalio/activity';
import type { RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { orCannotStart } from './cannot-start.ts';
import { reportingAlive } from './heartbeat.ts';
import { type Providers, plannedProviders } from './planned-providers.ts';
import { readSpec } from './run-files.ts';

interface NeededModel {
  provider: string;
  model: string;
}

export function preflightActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });

  return {
    /** Looks whether every model that the run will call is there, before anything is paid. */
    preflight: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<void> =>
      reportingAlive(async () => {
        const spec = await readSpec(store, run);
        for (const needed of modelsOf(run, plan)) await checkModel(connected, run, spec, needed);
      }),
  };
}

/** Each model once that this execution will call; the tuned one does not exist yet. */
function modelsOf({ from }: RunInput, { fineTune, candidates, raters = [] }: RunPlan): NeededModel[] {
  const all = [
    ...(from === undefined || from === 'fine-tune' ? [fineTune] : []),
    ...(from === 'judge' || from === 'report' ? [] : candidates),
    ...(from === 'report' ? [] : raters),
  ].filter((needed) => needed !== undefined);
  const distinct = new Map(all.map(({ provider, model }) => [`${provider} ${model}`, { provider, model }]));
  return [...distinct.values()].filter(({ model }) => model !== 'tuned');
}

async function checkModel(providers: Providers, run: RunInput, spec: RunSpec, needed: NeededModel): Promise<void> {
  const { provider, model } = needed;
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
