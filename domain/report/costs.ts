import { ratersOf } from '../grading/raters.ts';
import { raterName } from '../grading/rating.ts';
import { type Cost, costOf, hasPrices, priceOf, providerOfCandidate, totalsOf } from '../prices.ts';
import type { Calls, Execution } from '../report.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { money } from './format.ts';

/** Calls that may have been paid for. */
export type Paid = Pick<Calls, 'who' | 'model' | 'calls' | 'promptTokens' | 'completionTokens'>;

/**
 * An execution with what it cost by the spec's prices: the tokens that providers counted, of calls and of training. What
 * was taken over from earlier runs cost nothing here; what was paid and has no price is named.
 */
export function withCosts(execution: Execution, spec: RunSpec): Execution {
  if (!hasPrices(spec)) return execution;
  const calls = execution.calls.map((account) => withCost(account, costOfCalls(account, spec)));
  const tuned = execution.tuned && withCost(execution.tuned, costOfTraining(execution.tuned, spec));
  return { ...execution, calls, ...(tuned && { tuned }), cost: costsOf(spec, execution.calls, execution.tuned) };
}

/** What calls and training cost together, and what has no price. */
export function costsOf(spec: RunSpec, calls: readonly Paid[], tuned?: Tuned): NonNullable<Execution['cost']> {
  const parts = [
    ...calls.map((account) => ({
      name: `${account.model} at ${providerOf(account.who, spec)}`,
      isPaid: account.calls > 0,
      cost: costOfCalls(account, spec),
    })),
    ...(tuned
      ? [{ name: `training of ${spec.fineTune?.model}`, isPaid: !tuned.reusedFrom, cost: costOfTraining(tuned, spec) }]
      : []),
  ];
  const unpriced = parts.filter(({ isPaid, cost }) => isPaid && !cost).map(({ name }) => name);
  return { totals: totalsOf(parts.flatMap(({ cost }) => cost ?? [])), unpriced: [...new Set(unpriced)] };
}

function withCost<T extends object>(account: T, cost: Cost | undefined): T & { cost?: Cost } {
  return { ...account, ...(cost && { cost }) };
}

function costOfCalls({ who, model, promptTokens, completionTokens }: Paid, spec: RunSpec): Cost | undefined {
  const price = priceOf(spec, providerOf(who, spec), model);
  if (!price) return undefined;
  const amount = costOf(promptTokens, price.input) + costOf(completionTokens, price.output);
  return { currency: price.currency, amount };
}

function providerOf(who: string, spec: RunSpec): string {
  const rater = ratersOf(spec).find(({ name }) => raterName(name) === who);
  return rater?.provider ?? providerOfCandidate(spec, who);
}

type Tuned = NonNullable<Execution['tuned']>;

function costOfTraining({ trainedTokens, reusedFrom }: Tuned, spec: RunSpec): Cost | undefined {
  const { model = '', provider = spec.provider } = spec.fineTune ?? {};
  const price = priceOf(spec, provider, model);
  if (price?.training === undefined) return undefined;
  if (reusedFrom !== undefined) return { currency: price.currency, amount: 0 };
  // Some providers do not say how many tokens they have trained.
  return trainedTokens === undefined
    ? undefined
    : { currency: price.currency, amount: costOf(trainedTokens, price.training) };
}

/** What a run cost in a few words; undefined when the spec names no price. */
export function costText({ cost }: Pick<Execution, 'cost'>): string | undefined {
  if (!cost) return undefined;
  const parts = [
    ...(cost.totals.length > 0 ? [`${cost.totals.map(money).join(' + ')} at the prices of the spec`] : []),
    ...(cost.unpriced.length > 0 ? [`no price given for ${cost.unpriced.join(', ')}`] : []),
  ];
  return parts.join('; ');
}
