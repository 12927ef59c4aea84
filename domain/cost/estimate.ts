import type { RunSpec } from '../spec/run-spec.ts';
import { countTexts } from '../tokens/message-tokens.ts';
import { type EarlierCalls, probedImage } from './call-amounts.ts';
import { perCall, secondsOfCalls, type TimedCalls } from './duration.ts';
import { type CallsToEstimate, estimateCalls, questionsOf } from './estimate-calls.ts';
import type { Estimate, EstimatedCalls, EstimatedTraining, MoneyRange } from './estimate-schema.ts';
import { estimateTraining } from './estimate-training.ts';
import { firstOf, type MeasuredData } from './measured-data.ts';
import { hasPrices, priceOf } from './prices.ts';

/** What a run is going to be, beside its spec. */
export interface Intent extends Partial<Pick<CallsToEstimate, 'limit' | 'leftOut' | 'captures'>> {
  fineTunes: boolean;
}

/** What earlier runs tell of one that is yet to begin. */
export interface Earlier extends EarlierCalls {
  /** The run whose fine-tuning job will probably be taken over. */
  trainedBy?: string;
  /** A run that trained the same, with its time from start to report. */
  like?: { run: string; seconds: number };
}

/** Nothing is known of earlier runs. */
export const nothingEarlier: Earlier = { lengths: new Map(), answered: new Map(), images: new Map() };

/** What a run will probably take: calls, tokens, money by the spec's prices, time. */
export function estimateRun(spec: RunSpec, whole: MeasuredData, intent: Intent, earlier = nothingEarlier): Estimate {
  const count = countTexts();
  const { limit, leftOut = [], captures = false } = intent;
  const data = { ...whole, asked: firstOf(whole.asked, limit) };
  const asked = estimateCalls({ spec, data, limit, leftOut, captures, earlier, count });
  const training = intent.fineTunes ? estimateTraining(spec, data, count, ofTraining(spec, earlier)) : undefined;
  const { at, of } = data.asked.looked;
  return {
    questions: questionsOf({ data, limit }),
    ...(at < of && { measured: { rows: at, of } }),
    ...(data.unseenImages && { unseenImages: data.unseenImages }),
    asked,
    ...(training && { training }),
    ...(hasPrices(spec) && { cost: totalsOf(spec, asked, training) }),
    time: {
      seconds: secondsOfCalls(spec, asked.flatMap(timedCalls)),
      perCall,
      ...(training && training.trainedBy === undefined && earlier.like && { like: earlier.like }),
    },
  };
}

/** What an earlier run was told takes no time. */
function timedCalls({ who, provider, calls, answerTokens, answeredBy }: EstimatedCalls): TimedCalls[] {
  return answeredBy === undefined ? [{ who, provider, calls, tokens: answerTokens.typical }] : [];
}

function ofTraining({ fineTune }: RunSpec, earlier: Earlier) {
  return { trainedBy: earlier.trainedBy, probed: probedImage(earlier, fineTune?.model ?? '') };
}

function totalsOf(
  spec: RunSpec,
  asked: readonly EstimatedCalls[],
  training: EstimatedTraining | undefined,
): NonNullable<Estimate['cost']> {
  const parts = [
    ...asked.filter(({ answeredBy }) => answeredBy === undefined).map((calls) => partOf(spec, calls)),
    ...(training && training.trainedBy === undefined ? [partOf(spec, training)] : []),
  ];
  const missing = parts.filter(({ cost }) => !cost);
  const named = (those: typeof parts) => [...new Set(those.map(({ what }) => what))];
  return {
    totals: sums(parts.flatMap(({ cost }) => cost ?? [])),
    unpriced: named(missing.filter(({ price }) => price === undefined)),
    unknown: named(missing.filter(({ price }) => price !== undefined)),
  };
}

/** What is paid for, with the price of its tokens. */
function partOf(spec: RunSpec, paid: EstimatedCalls | EstimatedTraining) {
  const { provider, model, cost } = paid;
  const price = priceOf(spec, provider, model);
  return 'who' in paid
    ? { what: `${model} at ${provider}`, price: price?.input, cost }
    : { what: `training of ${model}`, price: price?.training, cost };
}

function sums(costs: readonly MoneyRange[]): MoneyRange[] {
  const byCurrency = Map.groupBy(costs, ({ currency }) => currency);
  return [...byCurrency].map(([currency, those]) => ({
    currency,
    typical: those.reduce((sum, { typical }) => sum + typical, 0),
    most: those.reduce((sum, { most }) => sum + most, 0),
  }));
}
