import type { Dataset } from '../../data/dataset.ts';
import { money } from '../../report/words/format.ts';
import type { RunSpec } from '../../spec/run-spec.ts';
import { costOf, type PriceTag, priceOf } from '../prices.ts';
import { currencyOf } from './currency.ts';

/** More than the tokens of lines are estimated to be: they are missed by at most 15 %. */
const spare = 1.2;

/** The price of a spec's training; undefined without one. */
export function trainingPriceOf(spec: RunSpec): (PriceTag & { training: number }) | undefined {
  const { model = '', provider = spec.provider } = spec.fineTune ?? {};
  const price = priceOf(spec, provider, model);
  return price?.training === undefined ? undefined : { ...price, training: price.training };
}

/** The most money that the training of a prepared data set can cost; undefined where the spec does not tell. */
export function mostOfTraining(spec: RunSpec, { counts }: Pick<Dataset, 'counts'>): number | undefined {
  return mostOfTrainedTokens(spec, counts.train?.estimatedTokens ?? 0);
}

/** The most money that training can cost whose lines have so many tokens, once; undefined where the spec does not tell. */
export function mostOfTrainedTokens(spec: RunSpec, tokens: number): number | undefined {
  const epochs = spec.fineTune?.hyperparameters.epochs;
  const price = trainingPriceOf(spec);
  if (typeof epochs !== 'number' || !price) return undefined;
  return spare * costOf(tokens * epochs, price.training);
}

/** That the training alone may cost more than the whole run may; undefined where it does not, or nothing is capped. */
export function beyondCapText(spec: RunSpec, most: number | undefined): string | undefined {
  const { spend: cap } = spec.limits;
  if (cap === undefined || most === undefined || most <= cap) return undefined;
  const [alone, allowed] = [most, cap].map((amount) => money({ currency: currencyOf(spec), amount }));
  return `The training alone may cost ${alone}, and limits.spend is ${allowed}: raise it, or train less.`;
}
