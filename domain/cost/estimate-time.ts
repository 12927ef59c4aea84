import { isRater } from '../grading/rating.ts';
import type { RunSpec } from '../spec/run-spec.ts';
import type { Estimate, EstimatedCalls } from './estimate-schema.ts';

/** How long a call is taken to last: until its first token, and then by how much is said and thought. */
const perCall = { seconds: 1.5, tokensPerSecond: 60 };

/** The time of all calls: candidates answer first, then raters rate; each provider is asked as many at once as it may be. */
export function timeOfCalls(spec: RunSpec, asked: readonly EstimatedCalls[]): Estimate['time'] {
  const paid = asked.filter(({ answeredBy }) => answeredBy === undefined);
  const [answers, ratings] = [paid.filter(({ who }) => !isRater(who)), paid.filter(({ who }) => isRater(who))];
  return { seconds: Math.ceil(stage(spec, answers) + stage(spec, ratings)), perCall };
}

/** As long as the provider takes that takes longest. */
function stage(spec: RunSpec, asked: readonly EstimatedCalls[]): number {
  const byProvider = Map.groupBy(asked, ({ provider }) => provider);
  const times = [...byProvider].map(([provider, those]) => {
    const atOnce = spec.providers[provider]?.concurrency ?? spec.limits.concurrency;
    return those.reduce((sum, calls) => sum + secondsOf(calls), 0) / atOnce;
  });
  return Math.max(0, ...times);
}

function secondsOf({ calls, answerTokens: { typical } }: EstimatedCalls): number {
  return calls * perCall.seconds + typical / perCall.tokensPerSecond;
}
