import type { Message } from '../answering/messages.ts';
import type { AskedModel } from '../models/asked.ts';
import { effortOf, limitOf, reasoningAllowance } from '../models/parameters-sent.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { type CountText, imagePartsOf, tokensOfTexts } from '../tokens/message-tokens.ts';
import type { EstimatedCalls, MoneyRange } from './estimate-schema.ts';
import { imageCounter, type ProbedImage } from './image-counts.ts';
import { type MeasuredData, sizesIn } from './measured-data.ts';
import { costOf, priceOf } from './prices.ts';

/** What earlier runs tell of calls. */
export interface EarlierCalls {
  /** Tokens of an answer, with the run that tells, by who gave it. */
  lengths: ReadonlyMap<string, { run: string; tokens: number }>;
  /** The run that was given the same answers, by who gave them. */
  answered: ReadonlyMap<string, string>;
  /** What a probe was billed for an image, by model. */
  images: ReadonlyMap<string, ProbedImage>;
}

/** What the amounts of calls are estimated from. */
export interface Amounts {
  spec: RunSpec;
  data: MeasuredData;
  earlier: EarlierCalls;
  count: CountText;
}

/** Calls that are alike. */
export interface Asking {
  provider: string;
  calls: number;
  /** Of the rows that were looked at. */
  messages: readonly (readonly Message[])[];
  /** Tokens of what is sent with each call beside its messages. */
  extra: number;
  /** Tokens that an answer usually has. */
  said: number;
}

/** What so many calls to a model take. */
export function estimated(work: Amounts, asked: AskedModel, asking: Asking): EstimatedCalls {
  const { earlier, count } = work;
  const { provider, calls, messages, extra, said } = asking;
  const { who, model } = asked;
  const answeredBy = earlier.answered.get(who);
  const images = imagesOf(work, asked, messages);
  const counts = {
    calls,
    textTokens: Math.round(calls * (extra + mean(messages.map((each) => tokensOfTexts(each, count))))),
    ...(images && { imageTokens: Math.round(calls * images.tokens) }),
    answerTokens: answerTokens(work, asked, calls, said),
  };
  const cost = costOfCalls(work.spec, provider, model, counts);
  const length = earlier.lengths.get(who);
  return {
    who,
    provider,
    model: model.replace(/:$/, ''),
    ...counts,
    ...(images?.by !== undefined && { imagesBy: images.by }),
    ...thoughtsOf(asked),
    ...(length && { typicalOf: length.run }),
    ...(answeredBy !== undefined && { answeredBy }),
    ...(cost && { cost: answeredBy === undefined ? cost : { ...cost, typical: 0, most: 0 } }),
  };
}

/** Tokens of the images of a call; undefined where nobody knows. */
function imagesOf(
  { spec, data, earlier }: Amounts,
  { model }: AskedModel,
  messages: readonly (readonly Message[])[],
): { tokens: number; by?: string } | undefined {
  if (messages.every((each) => imagePartsOf(each).length === 0)) return { tokens: 0 };
  const sent = { sizes: sizesIn(data), detail: spec.prompt.image.detail };
  const counter = imageCounter(model.replace(/:$/, ''), sent, probedImage(earlier, model));
  if (!counter) return undefined;
  return { tokens: mean(messages.map(counter.count)), ...(counter.by !== undefined && { by: counter.by }) };
}

/** A tuned model counts images as its base does. */
export function probedImage({ images }: EarlierCalls, model: string): ProbedImage | undefined {
  const name = model.replace(/:$/, '');
  return images.get(name) ?? images.get(name.replace(/^ft:/, ''));
}

/** Share of what a model may think that it usually does: a guess. */
const usualThoughts = 0.25;

/** Tokens that an answer usually takes whose text has so many: what is thought comes on top. */
export function usualTokens({ wishes, traits }: Pick<AskedModel, 'wishes' | 'traits'>, said: number): number {
  const most = limitOf(wishes, traits) ?? Number.POSITIVE_INFINITY;
  return Math.min(said + usualThoughts * allowanceOf({ wishes, traits }), most);
}

function answerTokens(
  { earlier }: Amounts,
  asked: AskedModel,
  calls: number,
  said: number,
): EstimatedCalls['answerTokens'] {
  const most = limitOf(asked.wishes, asked.traits);
  const earlierLength = earlier.lengths.get(asked.who)?.tokens;
  const each =
    earlierLength === undefined ? usualTokens(asked, said) : Math.min(earlierLength, most ?? Number.POSITIVE_INFINITY);
  return { typical: Math.round(calls * each), ...(most !== undefined && { most: calls * most }) };
}

function allowanceOf({ wishes, traits }: Pick<AskedModel, 'wishes' | 'traits'>): number {
  return wishes.reasoningTokens ?? reasoningAllowance[effortOf(wishes, traits)];
}

function thoughtsOf(asked: AskedModel): Pick<EstimatedCalls, 'thoughts'> {
  const thoughts = asked.wishes.maxTokens === undefined ? 0 : allowanceOf(asked);
  return thoughts > 0 ? { thoughts } : {};
}

function costOfCalls(
  spec: RunSpec,
  provider: string,
  model: string,
  {
    textTokens,
    imageTokens,
    answerTokens: { typical, most = typical },
  }: Omit<EstimatedCalls, 'who' | 'provider' | 'model'>,
): MoneyRange | undefined {
  const price = priceOf(spec, provider, model);
  if (!price || imageTokens === undefined) return undefined;
  const sent = costOf(textTokens + imageTokens, price.input);
  const { currency, output } = price;
  return { currency, typical: sent + costOf(typical, output), most: sent + costOf(most, output) };
}

/** 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
