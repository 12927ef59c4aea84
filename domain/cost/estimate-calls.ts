import type { Message } from '../answering/messages.ts';
import { buildMessages } from '../answering/prompt.ts';
import { toSample } from '../data/identity.ts';
import type { Row } from '../data/sample.ts';
import { ratersOf } from '../grading/raters.ts';
import { type Rater, raterName } from '../grading/rating.ts';
import { type AskedModel, askedModels } from '../models/asked.ts';
import { effortOf, limitOf, reasoningAllowance } from '../models/parameters.ts';
import type { CandidateSpec, RunSpec } from '../spec/run-spec.ts';
import { type CountText, imagePartsOf, tokensOfTexts } from '../tokens/message-tokens.ts';
import type { EstimatedCalls, MoneyRange } from './estimate-schema.ts';
import { imageCounter, type ProbedImage } from './image-counts.ts';
import { type MeasuredData, scaleOf, sizesIn } from './measured-data.ts';
import { costOf, priceOf, providerOfCandidate } from './prices.ts';

/** What earlier runs tell of calls. */
export interface EarlierCalls {
  /** Tokens of an answer, with the run that tells, by who gave it. */
  lengths: ReadonlyMap<string, { run: string; tokens: number }>;
  /** The run that was given the same answers, by who gave them. */
  answered: ReadonlyMap<string, string>;
  /** What a probe was billed for an image, by model. */
  images: ReadonlyMap<string, ProbedImage>;
}

/** All that calls are estimated from. */
export interface CallsToEstimate {
  spec: RunSpec;
  data: MeasuredData;
  /** Questions at most, of a trial. */
  limit?: number | undefined;
  /** Candidates that are not asked. */
  leftOut: readonly string[];
  /** Whether answers are only kept, and rated by nobody. */
  captures: boolean;
  earlier: EarlierCalls;
  count: CountText;
}

/** Questions that are asked of each candidate, once. */
export function questionsOf({ data: { asked }, limit }: Pick<CallsToEstimate, 'data' | 'limit'>): number {
  return Math.min(limit ?? Number.POSITIVE_INFINITY, Math.round(asked.rows.length * scaleOf(asked)));
}

/** What is asked of whom, candidates first. */
export function estimateCalls(work: CallsToEstimate): EstimatedCalls[] {
  const { spec, leftOut, captures } = work;
  const raters = new Map(ratersOf(spec).map((rater) => [raterName(rater.name), rater]));
  return askedModels(spec).flatMap((asked) => {
    const rater = raters.get(asked.who);
    if (rater) return captures ? [] : estimateRater(work, asked, rater);
    const candidate = spec.candidates[asked.who];
    return candidate && !leftOut.includes(asked.who) ? [estimateCandidate(work, asked, candidate)] : [];
  });
}

function estimateCandidate(work: CallsToEstimate, asked: AskedModel, candidate: CandidateSpec): EstimatedCalls {
  const { spec, data } = work;
  const provider = providerOfCandidate(spec, asked.who);
  const messages = data.asked.rows.map((row) => buildMessages(spec.prompt, data.examples, row, candidate));
  const calls = questionsOf(work) * spec.repeats;
  return estimated(work, asked, { provider, calls, messages, extra: 0, said: saidBy(work, candidate) });
}

/** As long as the worked examples that it is shown, or else as what is accepted: a tuned model has learnt to say no more. */
function saidBy({ spec, data, count }: CallsToEstimate, candidate: CandidateSpec): number {
  const shown = candidate.examples && candidate.model !== 'tuned' && !data.asked.rows.some(({ messages }) => messages);
  if (shown && spec.prompt.examples.length > 0) {
    return mean(data.examples.map(({ reasoning, conclusion }) => count(`${reasoning.trim()}\n\n${conclusion}`)));
  }
  return mean(data.asked.rows.map(({ targets }) => count(targets[0] ?? '')));
}

/** Tokens of a rating: a sentence and a label, and the steps that OpenAI's graders are asked for. */
const tokensOfRating = { judge: 45, grader: 120 };

function estimateRater(work: CallsToEstimate, asked: AskedModel, rater: Rater): EstimatedCalls[] {
  const { spec, data, leftOut, count } = work;
  const unrated = [...leftOut, spec.data.targets?.candidate];
  const candidates = Object.keys(spec.candidates).filter((name) => !unrated.includes(name)).length;
  const messages = data.asked.rows.flatMap((row) => messagesToRate(spec, rater, row));
  const share = data.asked.rows.length === 0 ? 0 : messages.length / data.asked.rows.length;
  const calls = Math.ceil(questionsOf(work) * share) * candidates * spec.repeats;
  const extra = count(JSON.stringify(rater.schema.schema));
  const said = rater.name === undefined ? tokensOfRating.judge : tokensOfRating.grader;
  return [estimated(work, asked, { provider: rater.provider, calls, messages, extra, said })];
}

/** The messages about a made-up answer that no rule settles; none where the rater is not asked about this row. */
function messagesToRate({ on }: RunSpec, rater: Rater, row: Row): Message[][] {
  const sample = toSample(on, row);
  const target = row.targets[0] ?? '';
  // A template may want what only an answer of the right form has.
  const answers = [`${target} or so`, target];
  const items = answers.map((text) => rater.itemOf(sample, { outcome: 'answered', text, cutByLength: false }));
  const item = items.find((found) => found !== undefined);
  return item ? [rater.messagesOf(item)] : [];
}

interface Asking {
  provider: string;
  calls: number;
  /** Of the rows that were looked at. */
  messages: readonly (readonly Message[])[];
  /** Tokens of what is sent with each call beside its messages. */
  extra: number;
  /** Tokens that an answer usually has. */
  said: number;
}

function estimated(work: CallsToEstimate, asked: AskedModel, asking: Asking): EstimatedCalls {
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
  { spec, data, earlier }: CallsToEstimate,
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

/** Of what a model may think, what it usually does: a guess. */
const usualThoughts = 0.25;

function answerTokens(
  { earlier }: CallsToEstimate,
  { who, wishes, traits }: AskedModel,
  calls: number,
  said: number,
): EstimatedCalls['answerTokens'] {
  const most = limitOf(wishes, traits);
  const thought = usualThoughts * allowanceOf({ wishes, traits });
  const usual = earlier.lengths.get(who)?.tokens ?? said + thought;
  const typical = Math.round(calls * Math.min(usual, most ?? Number.POSITIVE_INFINITY));
  return { typical, ...(most !== undefined && { most: calls * most }) };
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

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
