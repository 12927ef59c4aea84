import { ratersOf } from '../grading/raters.ts';
import { raterName } from '../grading/rating.ts';
import type { Price } from '../spec/provider-spec.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { storage } from '../stored/origin.ts';

/** An amount of money. */
export interface Cost {
  /** Such as `USD`. */
  currency: string;
  amount: number;
}

/** A price of a million tokens, and its currency. */
export interface PriceTag extends Price {
  currency: string;
}

/**
 * The price that the spec gives for a model: the one of its name, else the one of the longest name that it begins with
 * before a colon, so that `ft:BASE` prices every model tuned from BASE.
 */
export function priceOf(
  { providers }: Pick<RunSpec, 'providers'>,
  provider: string,
  model: string,
): PriceTag | undefined {
  const { prices = {}, currency = 'USD' } = providers[provider] ?? {};
  const [name] = Object.keys(prices)
    .filter((name) => model === name || model.startsWith(`${name}:`))
    .sort((a, b) => b.length - a.length);
  const price = name === undefined ? undefined : prices[name];
  return price && { ...price, currency };
}

/** Tokens of calls, as a price tells them apart. */
export interface PricedTokens {
  promptTokens: number;
  /** Of the prompt's. */
  cachedTokens?: number | undefined;
  completionTokens: number;
}

/** What calls cost by their tokens. */
export function costOfTokens(
  { promptTokens, cachedTokens = 0, completionTokens }: PricedTokens,
  { input, cached = input, output }: Price,
): number {
  return costOf(promptTokens - cachedTokens, input) + costOf(cachedTokens, cached) + costOf(completionTokens, output);
}

/** The price of who is asked: a model that the run makes has that of its kind, whatever its provider calls it. */
export function priceAsked(spec: RunSpec, who: string, model: string): PriceTag | undefined {
  const provider = providerAsked(spec, who);
  const isTuned = spec.candidates[who]?.model === 'tuned';
  return (
    priceOf(spec, provider, model) ?? (isTuned ? priceOf(spec, provider, `ft:${spec.fineTune?.model}`) : undefined)
  );
}

/** What tokens cost at a price per million. */
export function costOf(tokens: number, price: number): number {
  return (tokens / 1e6) * price;
}

/** Adds up amounts, currency by currency. */
export function totalsOf(costs: readonly Cost[]): Cost[] {
  const totals = new Map<string, number>();
  for (const { currency, amount } of costs) totals.set(currency, (totals.get(currency) ?? 0) + amount);
  return [...totals].map(([currency, amount]) => ({ currency, amount }));
}

/** True when a spec names a price at all: without one nothing is said of costs. */
export function hasPrices({ providers }: Pick<RunSpec, 'providers'>): boolean {
  return Object.values(providers).some(({ prices }) => Object.keys(prices).length > 0);
}

/** Who a candidate is asked at: a tuned model answers where it was trained, and of stored answers it is nobody. */
export function providerOfCandidate(spec: Pick<RunSpec, 'candidates' | 'fineTune' | 'provider'>, name: string): string {
  const { model, provider, answers } = spec.candidates[name] ?? {};
  if (answers) return storage;
  return (model === 'tuned' ? spec.fineTune?.provider : provider) ?? spec.provider;
}

/** Who a candidate or a rater is asked at. */
export function providerAsked(spec: RunSpec, who: string): string {
  const rater = ratersOf(spec).find(({ name }) => raterName(name) === who);
  return rater?.provider ?? providerOfCandidate(spec, who);
}
