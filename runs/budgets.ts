import { type Budget, type BudgetEntry, heldOf } from '../domain/cost/budget/budget.ts';
import { currencyOf } from '../domain/cost/budget/currency.ts';
import type { BudgetStanding } from '../domain/report/report-schema.ts';
import { money } from '../domain/report/words/format.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { openBudgetLog } from './budget-log.ts';
import { readJson } from './json.ts';
import { findRunRecord } from './record.ts';
import { RunError } from './run-error.ts';
import { lostCalls } from './sent-calls.ts';

/** How the budget of a run stands; undefined without one. */
export async function budgetStanding(store: ArtifactStore, runId: string): Promise<BudgetStanding | undefined> {
  const found = await specOf(store, runId);
  const own = found?.spec.limits.spend;
  if (!found || own === undefined) return undefined;
  const budget = await writeToBudget(store, runId, own, () => undefined);
  const lost = await lostCalls(store, runId);
  const most = lost.reduce((sum, call) => sum + call.most, 0);
  return {
    currency: currencyOf(found.spec),
    cap: budget.cap,
    ...(budget.cap !== own && { raisedFrom: own }),
    held: heldOf(budget),
    ...(lost.length > 0 && { unknown: { calls: lost.length, most } }),
  };
}

/**
 * Raises the cap of a run.
 * @throws {RunError} it has none, or one that is not lower
 */
export async function raiseBudget(store: ArtifactStore, runId: string, cap: number): Promise<void> {
  const { spec, own } = await requireBudget(store, runId);
  await writeToBudget(store, runId, own, (budget) => {
    if (cap > budget.cap) return { cap };
    const now = money({ currency: currencyOf(spec), amount: budget.cap });
    throw new RunError(`run ${runId} may spend ${now} already: give an amount above it.`);
  });
}

/**
 * Says that the latest execution of a run asks nobody any more.
 * @throws {RunError} the run has no cap
 */
export async function endBudget(store: ArtifactStore, runId: string): Promise<void> {
  const { own, revision } = await requireBudget(store, runId);
  await writeToBudget(store, runId, own, ({ ended }) => (ended.has(revision) ? undefined : { ended: revision }));
}

async function requireBudget(store: ArtifactStore, runId: string) {
  const found = await specOf(store, runId);
  if (!found) throw new RunError(`There is no run ${JSON.stringify(runId)} in the store.`);
  const own = found.spec.limits.spend;
  if (own === undefined) throw new RunError(`run ${runId} has no cap: its spec does not say limits.spend.`);
  return { ...found, own };
}

async function specOf(store: ArtifactStore, runId: string): Promise<{ spec: RunSpec; revision: number } | undefined> {
  const record = await findRunRecord(store, runId);
  if (!record) return undefined;
  return { spec: await readJson<RunSpec>(store, record.input.spec), revision: record.input.revision };
}

async function writeToBudget(
  store: ArtifactStore,
  runId: string,
  cap: number,
  decide: (budget: Budget) => BudgetEntry | undefined,
): Promise<Budget> {
  const log = openBudgetLog(store, runId, cap);
  await log.write(decide);
  return log.budget;
}
