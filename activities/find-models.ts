import type { Problem } from '../domain/answering/problem.ts';
import { noticeOfModels } from '../domain/capture/notice-of-models.ts';
import type { FoundModel, RunInput, RunPlan } from '../domain/run/run.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import { ProviderError } from '../providers/port.ts';
import type { ProviderRegistry } from '../providers/registry.ts';
import { calledModels } from '../runs/called-models.ts';
import { recordShutdown } from '../runs/shutdowns.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { createSpendings } from './budget/spending.ts';
import { cannotStart, explainBeforePaying, orCannotStart } from './cannot-start.ts';
import { inWords } from './failures.ts';
import { reportingAlive } from './heartbeat.ts';
import { plannedProviders } from './planned-providers.ts';
import { type AboutToAsk, createProbing, type ProbeFailures } from './probe.ts';
import { readSpec } from './run-files.ts';

/** The models of a capture, in the order of its candidates. */
export interface FoundModels {
  found: FoundModel[];
  /** What a person should know of them. */
  notice?: string;
}

export function findModelsActivities({ store, providers }: { store: ArtifactStore; providers: ProviderRegistry }) {
  const connected = plannedProviders({ store, providers });
  const probe = createProbing({ store, providers, spendings: createSpendings(store) });

  /** Finds until when a model is there and can be asked as its candidate will ask it, or why it cannot. */
  async function findModel(run: RunInput, spec: RunSpec, whom: AboutToAsk): Promise<Omit<FoundModel, 'candidate'>> {
    const { provider, model } = whom;
    try {
      return await orCannotStart(provider, async () => {
        const { direct } = await connected(run, spec, provider);
        const { shutdownDate: date } = await direct.retrieveModel(model).catch((error: unknown) => {
          const isGone = error instanceof ProviderError && error.problem.action === 'missing';
          throw isGone ? notServed(whom, error.problem) : error;
        });
        const shutdown = date === undefined ? undefined : { provider, model, date };
        if (shutdown) await recordShutdown(store, run.runId, shutdown);
        await probe(run, spec, whom, unlessAskable(whom));
        return shutdown ? { shutdown } : {};
      });
    } catch (error) {
      if (error instanceof Unaskable) return { gone: error.message };
      throw error;
    }
  }

  return {
    /**
     * Finds which models of a capture can be asked as their candidates ask them, and until when; at least one has to be
     * there. Nothing but the probes is paid.
     */
    findModels: ({ run, plan }: { run: RunInput; plan: RunPlan }): Promise<FoundModels> =>
      reportingAlive(async () => {
        const spec = await readSpec(store, run);
        const called = await calledModels(store, run, plan);
        const found: FoundModel[] = [];
        for (const { name: candidate } of plan.candidates) {
          const whom = called.find((one): one is AboutToAsk => one.who === candidate);
          found.push({ candidate, ...(whom && (await findModel(run, spec, whom))) });
        }
        requireOne(found);
        const notice = noticeOfModels(found, Date.now());
        return { found, ...(notice !== undefined && { notice }) };
      }),
  };
}

/** A candidate cannot be captured, whatever becomes of the others. */
class Unaskable extends Error {}

function notServed({ provider, model }: AboutToAsk, problem: Problem): Unaskable {
  return new Unaskable(`provider "${provider}" does not serve model "${model}" (${inWords(problem)})`);
}

function unlessAskable(whom: AboutToAsk): ProbeFailures {
  const { provider, model } = whom;
  return {
    refused: (text) => new Unaskable(text.replace(/\.$/, '')),
    other(problem) {
      if (problem.action === 'missing') return notServed(whom, problem);
      // Who waits for a person does so when it is asked: until then the others are captured.
      return problem.action === 'blocked' ? undefined : explainBeforePaying(problem, provider, model);
    },
  };
}

function requireOne(found: readonly FoundModel[]): void {
  const gone = found.flatMap((model) => (model.gone === undefined ? [] : [model.gone]));
  if (gone.length < found.length) return;
  throw cannotStart(`no model can be asked: ${gone.join('; ')}.`, 'Nothing but probes was paid.');
}
