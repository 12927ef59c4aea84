import { parametersByWho } from '../models/asked.ts';
import type { CandidateSpec, RunSpec } from '../spec/run-spec.ts';
import { type Cost, costOf, hasPrices, priceOf, providerOfCandidate } from './prices.ts';

/** What a part of a run may cost. */
export interface Estimate {
  /** Such as `training, each epoch` or `answers of base, at most`. */
  what: string;
  /** Absent when the spec gives no price for it. */
  cost?: Cost;
}

/** What the splits of a prepared data set hold, as far as it is paid for. */
export interface Amounts {
  /** Tokens of the training file. */
  train?: number | undefined;
  /** Tokens of all questions with images and worked examples, and how many there are. */
  test: { rows: number; tokens: number };
}

/**
 * What a run may cost by the spec's prices: training by the epochs asked for (each epoch where the provider chooses),
 * questions (each as often as it is asked) with all that may be sent along, answers as long as they may be. Empty without any price.
 */
export function estimateCosts(spec: RunSpec, { train, test }: Amounts): Estimate[] {
  if (!hasPrices(spec)) return [];
  const candidates = Object.entries(spec.candidates).flatMap(([name, candidate]) =>
    candidate.answers ? [] : estimateCandidate(spec, name, candidate, test),
  );
  return [...(train === undefined ? [] : [estimateTraining(spec, train)]), ...candidates];
}

function estimateTraining(spec: RunSpec, tokens: number): Estimate {
  const { model = '', provider = spec.provider, hyperparameters } = spec.fineTune ?? {};
  const epochs = hyperparameters?.epochs ?? 'auto';
  const price = priceOf(spec, provider, model);
  const what = epochs === 'auto' ? 'training, each epoch' : `training, ${epochs} epochs`;
  if (price?.training === undefined) return { what };
  const amount = costOf(tokens * (epochs === 'auto' ? 1 : epochs), price.training);
  return { what, cost: { currency: price.currency, amount } };
}

function estimateCandidate(spec: RunSpec, name: string, candidate: CandidateSpec, test: Amounts['test']): Estimate[] {
  const model = candidate.model === 'tuned' ? `ft:${spec.fineTune?.model}` : candidate.model;
  const price = priceOf(spec, providerOfCandidate(spec, name), model);
  const question = { what: `questions to ${name}` };
  const answer = { what: `answers of ${name}, at most` };
  if (!price) return [question, answer];
  // What is thought is paid like what is said.
  const longest = parametersByWho(spec).get(name)?.maxTokens ?? candidate.parameters.maxTokens;
  const of = (amount: number) => ({ cost: { currency: price.currency, amount } });
  return [
    { ...question, ...of(costOf(spec.repeats * test.tokens, price.input)) },
    { ...answer, ...of(costOf(spec.repeats * test.rows * longest, price.output)) },
  ];
}
