import { Context } from '@temporalio/activity';
import { spentText } from '../../domain/cost/budget/budget.ts';
import { currencyOf } from '../../domain/cost/budget/currency.ts';
import { beyondCapText, mostOfTraining, trainingPriceOf } from '../../domain/cost/budget/most-of-training.ts';
import { costOf } from '../../domain/cost/prices.ts';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { RunInput } from '../../domain/run/run.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { ProviderError, type RemoteJob } from '../../providers/port.ts';
import { readIntents } from '../../runs/intents.ts';
import { readIfThere } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { cannotStart } from '../cannot-start.ts';
import { finalFailure } from '../failures.ts';
import type { PricedCall } from './admitted.ts';
import type { Purse } from './purse.ts';
import type { Spendings } from './spending.ts';

/** The money of a run's fine-tuning jobs, where the run has a budget. */
export interface JobMoney {
  /** Ends or holds up a run that its training alone would bring over the cap, before anything of it is paid. */
  requireRoom(run: RunInput, spec: RunSpec): Promise<void>;
  /** Creates a job once the whole of what it can cost is set aside. */
  whileHeld(run: RunInput, spec: RunSpec, create: () => Promise<RemoteJob>): Promise<RemoteJob>;
  /** Gives back what a job that has ended did not cost; where its provider does not say, all of it counts. */
  settle(run: RunInput, spec: RunSpec, job: RemoteJob): Promise<void>;
}

const who = 'the training';

export function createJobMoney(store: ArtifactStore, spendings: Spendings): JobMoney {
  async function mostOf({ runId }: RunInput, spec: RunSpec): Promise<number | undefined> {
    const dataset = await readIfThere<Dataset>(store, keys.dataset(runId));
    return dataset && mostOfTraining(spec, dataset);
  }

  return {
    async requireRoom(run, spec) {
      const spending = await spendings(run, spec);
      const most = spending && (await mostOf(run, spec));
      if (!spending || most === undefined || spending.isTrained) return;
      const { cap, held } = await spending.standing();
      if (most <= cap - held) return;
      const alone = held === 0 && beyondCapText(spec, most);
      if (alone) throw cannotStart(alone);
      throw finalFailure('Blocked', spentText(run.runId, { cap, held, need: most, currency: currencyOf(spec) }));
    },

    async whileHeld(run, spec, create) {
      const [spending, price] = [await spendings(run, spec), trainingPriceOf(spec)];
      const most = spending && (await mostOf(run, spec));
      if (!spending || !price || most === undefined) return await create();
      // Each creation whose answer was lost may have been paid.
      const { open } = await readIntents(store, keys.jobIntents(run.runId, run.generation));
      const purse = spending.purse(`${keys.jobPurses(run.runId, run.generation)}${open.size}`);
      try {
        return await heldFor(purse, { who, most, typical: most, price }, create);
      } finally {
        // A purse that cannot be closed must not cost the id of the job that is there.
        await purse.close({ isDone: false }).catch(() => undefined);
      }
    },

    async settle(run, spec, { trainedTokens }) {
      const [spending, price] = [await spendings(run, spec), trainingPriceOf(spec)];
      if (!spending || !price || trainedTokens === undefined) return;
      await spending.settleLast(keys.jobPurses(run.runId, run.generation), costOf(trainedTokens, price.training));
    },
  };
}

/** Creates a job whose cost is set aside; where nobody knows whether it was created, it counts. */
async function heldFor(purse: Purse, call: PricedCall, create: () => Promise<RemoteJob>): Promise<RemoteJob> {
  const { cancellationSignal: signal } = Context.current();
  const admitted = await purse.admit(call, { signal, aborted: signal.aborted });
  if (!admitted)
    throw finalFailure('Blocked', 'budget: nobody is paid any more, and nothing is trained yet: cancel the run');
  const hear = await admitted.meter();
  return await create().catch(async (error: unknown) => {
    if (error instanceof ProviderError) await hear({ problem: error.problem });
    throw error;
  });
}
