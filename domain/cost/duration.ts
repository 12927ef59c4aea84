import { isRater } from '../grading/rating.ts';
import { type AskedModel, askedModels } from '../models/asked.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import { usualTokens } from './call-amounts.ts';
import { providerAsked } from './prices.ts';

/** How long a call is taken to last: until its first token, and then by how much is said and thought. */
export const perCall = { seconds: 1.5, tokensPerSecond: 60 };

/** Training, with its time in the queue. */
const trainingSeconds = 6 * 60 * 60;

/** Calls that are alike, as far as they take time. */
export interface TimedCalls {
  who: string;
  provider: string;
  calls: number;
  /** That all of them say and think. */
  tokens: number;
}

/** The seconds of all calls: candidates answer first, then raters rate; each provider is asked as many at once as it may be. */
export function secondsOfCalls(spec: RunSpec, asked: readonly TimedCalls[]): number {
  const [answers, ratings] = [asked.filter(({ who }) => !isRater(who)), asked.filter(({ who }) => isRater(who))];
  return Math.ceil(stage(spec, answers) + stage(spec, ratings));
}

/** As long as the provider takes that takes longest. */
function stage(spec: RunSpec, asked: readonly TimedCalls[]): number {
  const byProvider = Map.groupBy(asked, ({ provider }) => provider);
  const times = [...byProvider].map(([provider, those]) => {
    const atOnce = spec.providers[provider]?.concurrency ?? spec.limits.concurrency;
    return those.reduce((sum, calls) => sum + secondsOf(calls), 0) / atOnce;
  });
  return Math.max(0, ...times);
}

function secondsOf({ calls, tokens }: TimedCalls): number {
  return calls * perCall.seconds + tokens / perCall.tokensPerSecond;
}

/**
 * How long a run may take from its preflight on, in milliseconds: rather too long. All say as much as they may and think as
 * much as is usual, each answer is rated once by every rater, and nothing is taken over from earlier runs.
 */
export function expectedTime(spec: RunSpec, rows: number, trains: boolean): number {
  const asked = askedModels(spec);
  const answers = asked.filter(({ who }) => !isRater(who)).length * rows * spec.repeats;
  const timed = asked.map((model) => longest(spec, model, isRater(model.who) ? answers : rows * spec.repeats));
  return 1000 * (secondsOfCalls(spec, timed) + (trains ? trainingSeconds : 0));
}

/** Tokens that an answer which nothing limits is taken to have. */
const withoutLimit = 300;

function longest(spec: RunSpec, asked: AskedModel, calls: number): TimedCalls {
  const tokens = calls * usualTokens(asked, asked.wishes.maxTokens ?? withoutLimit);
  return { who: asked.who, provider: providerAsked(spec, asked.who), calls, tokens };
}
