import { log } from '@temporalio/activity';
import { expectedTime } from '../domain/cost/duration.ts';
import type { Dataset } from '../domain/data/dataset.ts';
import { askedModels } from '../domain/models/asked.ts';
import { shutdownText, stopsSoon, stopsTooSoon } from '../domain/models/shutdown.ts';
import type { RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { type CalledModel, calledModels } from '../runs/called-models.ts';
import { readIfThere } from '../runs/json.ts';
import { keys } from '../runs/keys.ts';
import { recordShutdown } from '../runs/shutdowns.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { createJobMoney } from './budget/job-money.ts';
import { createSpendings } from './budget/spending.ts';
import { cannotStart, explainBeforePaying, orCannotStart } from './cannot-start.ts';
import { failureOfProblem, withSentence } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';
import { plannedProviders } from './planned-providers.ts';
import { type AboutToAsk, createProbing, type ProbeFailures } from './probe.ts';
import { readSpec } from './run-files.ts';

export function preflightActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });
  const spendings = createSpendings(store);
  const probe = createProbing({ store, providers, spendings });
  const jobMoney = createJobMoney(store, spendings);

  /** Looks whether a model is there, and for how long. */
  async function checkModel(
    run: RunInput,
    spec: RunSpec,
    { provider, model }: CalledModel,
  ): Promise<string | undefined> {
    const look = async () => (await (await connected(run, spec, provider)).direct.retrieveModel(model)).shutdownDate;
    const date = await orCannotStart(provider, look, model);
    if (date === undefined) return undefined;
    const shutdown = { provider, model, date };
    await recordShutdown(store, run.runId, shutdown);
    if (stopsSoon(shutdown, Date.now()))
      log.warn(`${shutdownText(shutdown, Date.now())}: nothing can be asked of it after`);
    return date;
  }

  return {
    /**
     * Looks whether every model that the run will call is there, for long enough and as it will be asked, before anything
     * but these probes is paid.
     */
    preflight: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<void> =>
      reportingAlive(async () => {
        const spec = await readSpec(store, run);
        const called = await calledModels(store, run, plan);
        const trains = called.some(({ isBase }) => isBase);
        const rows = (await readIfThere<Dataset>(store, keys.dataset(run.runId)))?.samples.rows ?? 0;
        if (trains) await jobMoney.requireRoom(run, spec);
        for (const one of distinct(called, ({ provider, model }) => [provider, model])) {
          const date = await checkModel(run, spec, one);
          const isDying = date !== undefined && stopsTooSoon({ date }, Date.now(), expectedTime(spec, rows, trains));
          if (isDying) throw cannotStart(dyingText(spec, one, date));
        }
        const asked = called.filter((one): one is AboutToAsk => one.who !== undefined);
        await allOrFirstFailure(asked.map((whom) => probe(run, spec, whom, beforePaying(whom))));
      }),
  };
}

/** A refusal ends the run before anything is paid; a base that is only trained may be served to nobody. */
function beforePaying({ provider, model, isBase }: AboutToAsk): ProbeFailures {
  return {
    refused: (text, problem) => withSentence(cannotStart(text, 'Nothing but this probe was paid.'), problem),
    other(problem) {
      if (problem.action === 'missing' && isBase) return undefined;
      // What a person mends, such as a spent balance, is waited for as everywhere.
      if (problem.action === 'blocked') return failureOfProblem(problem);
      return explainBeforePaying(problem, provider, model);
    },
  };
}

/** All probes come to their end, so that each is written down, before the first that failed is told. */
async function allOrFirstFailure(works: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function dyingText(spec: RunSpec, { provider, model, who }: CalledModel, date: string): string {
  const place = askedModels(spec)
    .find((asked) => asked.who === who)
    ?.place.path.slice(0, -1) ?? ['fineTune'];
  const key = [...place, 'model'].join('.');
  return `provider "${provider}" stops serving model "${model}" on ${date}, before this run is sure to be done. Name another in ${key}, or keep its answers while it lives: tempera capture.`;
}

/** The first item of each key. */
function distinct<T>(items: readonly T[], keyOf: (item: T) => unknown): T[] {
  return [...new Map(items.toReversed().map((item) => [JSON.stringify(keyOf(item)), item])).values()].reverse();
}
