import { costsOf, type Paid } from '../domain/cost/costs.ts';
import { hasPrices } from '../domain/cost/prices.ts';
import type { Execution } from '../domain/report/report-schema.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';
import { readJson } from './json.ts';
import { paidCalls } from './paid-calls.ts';
import { findRunRecord } from './record.ts';

/**
 * What the answers and ratings of a run have cost so far, in all its executions, by the prices of its spec; training is
 * not among them. Undefined when the spec names no price, or nothing has been asked yet.
 */
export async function spentSoFar(store: ArtifactStore, runId: string): Promise<Execution['cost']> {
  const record = await findRunRecord(store, runId);
  const spec = record && (await readJson<RunSpec>(store, record.input.spec));
  if (!spec || !hasPrices(spec)) return undefined;
  const accounts = new Map<string, Account>();
  for await (const { kind, who, model, ...call } of paidCalls(store, runId)) {
    if (kind === 'training' || kind === 'lost') continue;
    const account = accounts.get(who) ?? newAccount(who, model);
    accounts.set(who, account);
    account.calls += call.calls;
    account.promptTokens += call.promptTokens ?? 0;
    account.cachedTokens += call.cachedTokens ?? 0;
    account.completionTokens += call.completionTokens ?? 0;
    account.uncounted += call.uncounted ?? 0;
  }
  const paid = [...accounts.values()];
  return paid.some(({ calls }) => calls > 0) ? costsOf(spec, paid) : undefined;
}

type Account = Paid & { cachedTokens: number; uncounted: number };

function newAccount(who: string, model: string): Account {
  return { who, model, calls: 0, promptTokens: 0, cachedTokens: 0, completionTokens: 0, uncounted: 0 };
}
