import { costsOf, type Paid } from '../domain/cost/costs.ts';
import { type Cost, hasPrices } from '../domain/cost/prices.ts';
import { type PaidReply, tokensOf } from '../domain/report/ledger.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { RunSpec } from '../domain/spec/run-spec.ts';
import type { ArtifactStore } from '../storage/artifact-store.ts';

/** What something cost, by currency; absent where the spec names no price. */
export interface Costs {
  cost?: Cost[];
}

/** What the replies of a shard cost that this run was given by those who were asked, for people to see: nothing is decided by it. */
export async function costsOfShard<Reply extends PaidReply>(
  store: ArtifactStore,
  shard: ArtifactRef,
  spec: RunSpec,
  askedOf: (reply: Reply) => Pick<Paid, 'who' | 'model'>,
): Promise<Costs> {
  if (!hasPrices(spec)) return {};
  const paid: Paid[] = [];
  for await (const reply of store.readLines<Reply>(shard)) {
    if (reply.call.reusedFrom !== undefined) continue;
    const { prompt, cached, completion } = tokensOf(reply);
    const tokens = { promptTokens: prompt, cachedTokens: cached, completionTokens: completion };
    paid.push({ ...askedOf(reply), calls: reply.call.attempts, ...tokens });
  }
  return { cost: costsOf(spec, paid).totals };
}
