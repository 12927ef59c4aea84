import type { BudgetStanding, Calls, Execution } from '../report/report-schema.ts';
import { counted, money } from '../report/words/format.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { type Cost, costOf, costOfTokens, hasPrices, priceAsked, priceOf, providerAsked, totalsOf } from './prices.ts';

/** Calls that may have been paid for. */
export type Paid = Pick<
  Calls,
  'who' | 'model' | 'calls' | 'promptTokens' | 'cachedTokens' | 'completionTokens' | 'uncounted'
>;

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

/** What calls and training cost together, what has no price, and of what nobody knows the tokens. */
export function costsOf(spec: RunSpec, calls: readonly Paid[], tuned?: Tuned): NonNullable<Execution['cost']> {
  const parts = calls.map((account) => ({ ...account, cost: costOfCalls(account, spec) }));
  const training = tuned && costOfTraining(tuned, spec);
  const unpriced = [
    ...parts
      .filter(({ calls: paid, cost }) => paid > 0 && !cost)
      .map(({ who, model }) => `${model} at ${providerAsked(spec, who)}`),
    ...(tuned && !tuned.reusedFrom && !trainingPrice(spec) ? [`training of ${spec.fineTune?.model}`] : []),
  ];
  const uncounted = {
    calls: parts.reduce((sum, { cost, uncounted = 0 }) => sum + (cost ? uncounted : 0), 0),
    training: tuned !== undefined && trainingPrice(spec) !== undefined && !training,
  };
  return {
    totals: totalsOf([...parts.map(({ cost }) => cost), training].filter((cost) => cost !== undefined)),
    unpriced: [...new Set(unpriced)],
    ...((uncounted.calls > 0 || uncounted.training) && { uncounted }),
  };
}

function withCost<T extends object>(account: T, cost: Cost | undefined): T & { cost?: Cost } {
  return { ...account, ...(cost && { cost }) };
}

function costOfCalls({ who, model, ...tokens }: Paid, spec: RunSpec): Cost | undefined {
  const price = priceAsked(spec, who, model);
  return price && { currency: price.currency, amount: costOfTokens(tokens, price) };
}

type Tuned = NonNullable<Execution['tuned']>;

/** Undefined without a price, and where the provider does not say how many tokens it has trained. */
function costOfTraining({ trainedTokens, reusedFrom }: Tuned, spec: RunSpec): Cost | undefined {
  const price = trainingPrice(spec);
  if (!price) return undefined;
  if (reusedFrom !== undefined) return { currency: price.currency, amount: 0 };
  return trainedTokens === undefined
    ? undefined
    : { currency: price.currency, amount: costOf(trainedTokens, price.training) };
}

function trainingPrice(spec: RunSpec): { currency: string; training: number } | undefined {
  const { model = '', provider = spec.provider } = spec.fineTune ?? {};
  const { currency, training } = priceOf(spec, provider, model) ?? {};
  return currency === undefined || training === undefined ? undefined : { currency, training };
}

/** What a run cost in a few words; undefined when the spec names no price. */
export function costText({ cost, budget }: Pick<Execution, 'cost' | 'budget'>): string | undefined {
  if (!cost) return undefined;
  const parts = [
    ...(cost.totals.length > 0 ? [`${cost.totals.map(money).join(' + ')} at the prices of the spec`] : []),
    ...uncountedTexts(cost),
    ...(budget?.unknown ? [unknownText(budget)] : []),
    ...(cost.unpriced.length > 0 ? [`no price given for ${cost.unpriced.join(', ')}`] : []),
  ];
  return parts.join('; ');
}

function unknownText({ currency, unknown: { calls, most } = { calls: 0, most: 0 } }: BudgetStanding): string {
  return `${counted(calls, 'call')} whose end nobody knows, at most ${money({ currency, amount: most })}`;
}

function uncountedTexts({ uncounted }: NonNullable<Execution['cost']>): string[] {
  if (!uncounted) return [];
  const what = [
    ...(uncounted.calls > 0 ? [counted(uncounted.calls, 'call')] : []),
    ...(uncounted.training ? ['the training'] : []),
  ];
  return [`cost unknown for ${what.join(' and ')}, since the provider did not say the tokens`];
}
