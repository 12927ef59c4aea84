import { shutdownNotice } from '../domain/capture/shutdown.ts';
import type { FoundModel, RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { ProviderError } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { type CalledModel, calledModels } from '../runs/called-models.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { orCannotStart } from './cannot-start.ts';
import { finalFailure, inWords } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';
import { type Providers, plannedProviders } from './planned-providers.ts';
import { readSpec } from './run-files.ts';

/** The models of a capture, in the order of its candidates. */
export interface FoundModels {
  found: FoundModel[];
  /** What a person should know of them. */
  notice?: string;
}

export function findModelsActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });

  return {
    /** Finds which models of a capture can be asked, and until when; at least one has to be there. */
    findModels: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<FoundModels> =>
      reportingAlive(async () => {
        const spec = await readSpec(store, run);
        const called = await calledModels(store, run, plan);
        const found: FoundModel[] = [];
        for (const { name: candidate, provider, model } of plan.candidates) {
          const isCalled = called.some((one) => one.provider === provider && one.model === model);
          found.push({ candidate, ...(isCalled && (await findModel(connected, run, spec, { provider, model }))) });
        }
        requireOne(found);
        const notice = shutdownNotice(found, new Date());
        return { found, ...(notice !== undefined && { notice }) };
      }),
  };
}

/** Until when a model is there, or why it is not (any more). */
async function findModel(
  providers: Providers,
  run: RunInput,
  spec: RunSpec,
  { provider, model }: CalledModel,
): Promise<Omit<FoundModel, 'candidate'>> {
  return await orCannotStart(provider, async () => {
    const { direct } = await providers(run, spec, provider);
    try {
      const { shutdownDate } = await direct.retrieveModel(model);
      return { ...(shutdownDate !== undefined && { shutdownDate }) };
    } catch (error) {
      if (!(error instanceof ProviderError && error.problem.action === 'missing')) throw error;
      return { gone: `provider "${provider}" does not serve model "${model}" (${inWords(error.problem)})` };
    }
  });
}

function requireOne(found: readonly FoundModel[]): void {
  const gone = found.flatMap((model) => (model.gone === undefined ? [] : [model.gone]));
  if (gone.length < found.length) return;
  throw finalFailure('CannotStart', `no model can be asked: ${gone.join('; ')}. Nothing was paid.`);
}
