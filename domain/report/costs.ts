import { type Cost, costOf, hasPrices, priceOf, providerOfCandidate, totalsOf } from '../prices.ts';
import type { Calls, Execution } from '../report.ts';
import type { RunSpec } from '../run-spec.ts';
import { money } from './format.ts';
import { judgeName } from './ledger.ts';

/**
 * An execution with what it cost by the spec's prices: the tokens that providers counted, of calls and of training. What
 * was taken over from earlier runs cost nothing here; what was paid and has no price is named.
 */
export function withCosts(execution: Execution, spec: RunSpec): Execution {
  if (!hasPrices(spec)) return execution;
  const calls = execution.calls.map((account) => withCost(account, costOfCalls(account, spec)));
  const tuned = execution.tuned && withCost(execution.tuned, costOfTraining(execution.tuned, spec));
  const totals = totalsOf([...calls, ...(tuned ? [tuned] : [])].flatMap(({ cost }) => cost ?? []));
  const unpriced = [
    ...calls
      .filter(({ calls, cost }) => calls > 0 && !cost)
      .map(({ model, who }) => `${model} at ${providerOf(who, spec)}`),
    ...(isUnpricedTraining(tuned) ? [`training of ${spec.fineTune?.model}`] : []),
  ];
  return { ...execution, calls, ...(tuned && { tuned }), cost: { totals, unpriced: [...new Set(unpriced)] } };
}

function withCost<T extends object>(account: T, cost: Cost | undefined): T & { cost?: Cost } {
  return { ...account, ...(cost && { cost }) };
}

function costOfCalls({ who, model, promptTokens, completionTokens }: Calls, spec: RunSpec): Cost | undefined {
  const price = priceOf(spec, providerOf(who, spec), model);
  if (!price) return undefined;
  const amount = costOf(promptTokens, price.input) + costOf(completionTokens, price.output);
  return { currency: price.currency, amount };
}

function providerOf(who: string, spec: RunSpec): string {
  return who === judgeName ? (spec.judge?.provider ?? spec.provider) : providerOfCandidate(spec, who);
}

type Tuned = NonNullable<Execution['tuned']>;

function costOfTraining({ trainedTokens = 0, reusedFrom }: Tuned, spec: RunSpec): Cost | undefined {
  const { model = '', provider = spec.provider } = spec.fineTune ?? {};
  const price = priceOf(spec, provider, model);
  if (price?.training === undefined) return undefined;
  return { currency: price.currency, amount: reusedFrom === undefined ? costOf(trainedTokens, price.training) : 0 };
}

function isUnpricedTraining(tuned: Tuned | undefined): boolean {
  return tuned !== undefined && tuned.reusedFrom === undefined && tuned.cost === undefined;
}

/** What a run cost in a few words; undefined when the spec names no price. */
export function costText({ cost }: Execution): string | undefined {
  if (!cost) return undefined;
  const parts = [
    ...(cost.totals.length > 0 ? [`${cost.totals.map(money).join(' + ')} at the prices of the spec`] : []),
    ...(cost.unpriced.length > 0 ? [`no price given for ${cost.unpriced.join(', ')}`] : []),
  ];
  return parts.join('; ');
}
