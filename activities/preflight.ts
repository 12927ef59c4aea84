import { activityInfo, log } from '@temporalio/activity';
import type { Problem } from '../domain/problem.ts';
import type { RunInput, RunPlan } from '../domain/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { ProviderError } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { finalFailure, inWords, passingFailure } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';
import { readSpec } from './run-files.ts';

/** Attempts to reach a provider before a run that has paid nothing gives up. */
const attemptsToConnect = 3;

interface NeededModel {
  provider: string;
  model: string;
}

export function preflightActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  return {
    /** Looks whether every model that the run will call is there, before anything is paid. */
    preflight: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<void> =>
      reportingAlive(async () => {
        const spec = await readSpec(store, run);
        for (const needed of modelsOf(run, plan)) await checkModel(providers, spec, needed);
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

async function checkModel(providers: ProviderRegistry, spec: RunSpec, { provider, model }: NeededModel): Promise<void> {
  try {
    const { shutdownDate } = await providers.connect(spec, provider).direct.retrieveModel(model);
    if (shutdownDate) log.info('Model will be shut down', { model, shutdownDate });
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    throw explain(error.problem, provider, model);
  }
}

function explain(problem: Problem, provider: string, model: string): Error {
  const [where, what] = [`provider "${provider}"`, inWords(problem)];
  switch (problem.action) {
    case 'missing':
      return cannotStart(`${where} does not serve model "${model}" (${what}). Check the name and the key's project.`);
    case 'blocked':
      return cannotStart(`${where} does not let us in: ${what}.`);
    case 'retry':
    case 'throttled':
      if (activityInfo().attempt < attemptsToConnect) {
        return passingFailure('ProviderUnavailable', `${where}: ${what}`, problem.waitMilliseconds);
      }
      return cannotStart(`${where} cannot be reached: ${what}.`);
    case 'refused':
    case 'failed':
      return cannotStart(`${where} cannot be used: ${what}.`);
    default:
      return problem.action satisfies never;
  }
}

function cannotStart(message: string): Error {
  return finalFailure('CannotStart', `${message} Nothing was paid.`);
}
