import { log } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { RunInput } from '../domain/run/run.ts';
import { type Host, ProviderError } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure, reporting } from './failures.ts';
import { plannedProviders } from './planned-providers.ts';
import { readSpec } from './run-files.ts';

export function deployActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });

  async function hostOf(run: RunInput): Promise<Host> {
    const spec = await readSpec(store, run);
    const name = spec.fineTune?.provider ?? spec.provider;
    const { host } = (await connected(run, spec, name)).direct;
    if (host) return host;
    const message = `provider "${name}" deploys no models, though the run was planned with one that does`;
    throw new ProviderError({ action: 'blocked', code: 'no_host', message });
  }

  return {
    /** One look at the deployment, which is made where there is none; gives the name by which the model is asked. */
    deployModel: ({ run, model }: { run: RunInput; model: string }): Promise<string> =>
      reporting(async () => {
        const host = await hostOf(run);
        const name = nameOf(run);
        const { state, status, servedAs } = (await host.findDeployment(name)) ?? (await host.deploy({ name, model }));
        if (state === 'ready') return servedAs;
        const message = `deployment ${name} of ${model} is ${status}`;
        if (state === 'failed') throw finalFailure('Rejected', `${message}: see it at the provider`);
        throw ApplicationFailure.create({ type: 'NotYet', message, category: ApplicationFailureCategory.BENIGN });
      }),

    /** Ends the deployment of this run, if there is one. */
    releaseModel: ({ run }: { run: RunInput }): Promise<void> =>
      reporting(async () => {
        await (await hostOf(run)).release(nameOf(run));
        log.info('Deployment released', { name: nameOf(run) });
      }),
  };
}

/** Chosen by run and generation, so that an attempt that has lost the answer finds what it made, and makes no second one. */
function nameOf({ runId, generation }: RunInput): string {
  return `${runId}-${generation}`;
}
