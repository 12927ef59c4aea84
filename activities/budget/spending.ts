import { LRUCache } from 'lru-cache';
import type { Question } from '../../asking/respondent.ts';
import type { Budget } from '../../domain/cost/budget/budget.ts';
import { heldOf, spentText } from '../../domain/cost/budget/budget.ts';
import { currencyOf } from '../../domain/cost/budget/currency.ts';
import { mostOfCall } from '../../domain/cost/budget/most-of-call.ts';
import type { Estimate } from '../../domain/cost/estimate-schema.ts';
import { priceAsked } from '../../domain/cost/prices.ts';
import type { RunInput } from '../../domain/run/run.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { type BudgetLog, openBudgetLog } from '../../runs/budget-log.ts';
import { readIfThere } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { readSent, spentOn, writeSent } from '../../runs/sent-calls.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { finalFailure } from '../failures.ts';
import type { PricedCall } from './admitted.ts';
import { BudgetSpent, openPurse, type Purse } from './purse.ts';

/** The purses of a run whose spec sets a cap. */
export interface Spending {
  /** The purse of an attempt at a file of the run, by the file's key. */
  purse(key: string): Purse;
  /** The cap, and what is spent or held of it, as it is now. */
  standing(): Promise<{ cap: number; held: number }>;
  /** The estimate takes over an earlier run's job, which costs nothing. */
  isTrained: boolean;
  /** Says what the call of the last purse whose key begins so has cost, once that is known. */
  settleLast(beginning: string, paid: number): Promise<void>;
  /** Whether a person has said that this execution asks nobody any more. */
  isEnded(): Promise<boolean>;
  /** What a question to somebody can cost. */
  pricing(who: string, model: string): (question: Question) => PricedCall;
}

/** Gives the purses of a run; undefined without a cap, so that nothing is written down for it. */
export type Spendings = (run: RunInput, spec: RunSpec) => Promise<Spending | undefined>;

const runsHeld = 100;

export function createSpendings(store: ArtifactStore): Spendings {
  const logs = new LRUCache<string, BudgetLog>({ max: runsHeld });

  function logOf({ runId }: RunInput, cap: number): BudgetLog {
    const log = logs.get(runId) ?? openBudgetLog(store, runId, cap);
    logs.set(runId, log);
    return log;
  }

  return async (run, spec) => {
    const cap = spec.limits.spend;
    if (cap === undefined) return undefined;
    const log = logOf(run, cap);
    const estimate = await readIfThere<Estimate>(store, keys.estimate(run.runId));
    return {
      purse: (file) => {
        const holder = holderOf(run, file);
        const { retryInterval: poll, heartbeatTimeout } = run.settings;
        const place = { store, log, holder, key: keys.sent(run.runId, holder), revision: run.revision };
        return orBlocked(openPurse({ ...place, poll, patience: minute + 3 * heartbeatTimeout }), run, spec);
      },
      async standing() {
        const { cap, ...budget } = await looked(log);
        return { cap, held: heldOf(budget) };
      },
      isTrained: estimate?.training?.trainedBy !== undefined,
      settleLast: (beginning, paid) => settleLast(store, log, run, { beginning: holderOf(run, beginning), paid }),
      isEnded: async () => (await looked(log)).ended.has(run.revision),
      pricing: (who, model) => pricingOf(spec, who, model, estimate),
    };
  };
}

const minute = 60_000;

function holderOf({ runId }: RunInput, key: string): string {
  return key.replace(keys.run(runId), '').replace(/\.jsonl$/, '');
}

async function looked(log: BudgetLog): Promise<Budget> {
  await log.write(() => undefined);
  return log.budget;
}

async function settleLast(
  store: ArtifactStore,
  log: BudgetLog,
  { runId }: RunInput,
  { beginning, paid }: { beginning: string; paid: number },
): Promise<void> {
  const names = [...(await looked(log)).holdings.keys()].filter((name) => name.startsWith(beginning));
  const holder = names.at(-1);
  if (holder === undefined) return;
  const key = keys.sent(runId, holder);
  const open = (await readSent(store, key)).find((call) => call.paid === undefined);
  if (open) await writeSent(store, key, { call: open.call, paid });
  const amount = spentOn(await readSent(store, key));
  await log.write(({ holdings }) => {
    const held = holdings.get(holder);
    return held && held.amount !== amount ? { holder, holding: { ...held, amount, isOpen: false } } : undefined;
  });
}

function pricingOf(spec: RunSpec, who: string, model: string, estimate?: Estimate): ReturnType<Spending['pricing']> {
  const price = priceAsked(spec, who, model);
  if (!price) throw finalFailure('Unexpected', `${model}, asked as ${who}, has no price, and the run has limits.spend`);
  const usual = typicalOf(who, estimate);
  return ({ request, images }) => {
    const most = mostOfCall({ ...request, model }, images, price);
    return { who, price, most, typical: Math.min(most, usual ?? most) };
  };
}

/** What a call probably costs by the estimate of the run; undefined where nobody could read its data then. */
function typicalOf(who: string, estimate?: Estimate): number | undefined {
  const { calls = 0, cost } = estimate?.asked.find((asked) => asked.who === who) ?? {};
  return cost && calls > 0 ? cost.typical / calls : undefined;
}

/** A purse that holds the run up where the budget is spent. */
function orBlocked(purse: Purse, run: RunInput, spec: RunSpec): Purse {
  return {
    get pausing() {
      return purse.pausing;
    },
    close: purse.close,
    admit: (call, stop) =>
      purse.admit(call, stop).catch((error: unknown) => {
        if (!(error instanceof BudgetSpent)) throw error;
        const { cap, held, need } = error;
        throw finalFailure('Blocked', spentText(run.runId, { cap, held, need, currency: currencyOf(spec) }));
      }),
  };
}
