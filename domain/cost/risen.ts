import { counted, whole } from '../report/words/format.ts';
import type { Estimate, EstimatedCalls, EstimatedTraining } from './estimate-schema.ts';

/** What somebody is paid for, at a price a piece that the spec fixes; undefined where nobody knows how much it is. */
interface Paid {
  who: string;
  amounts: Record<string, number | undefined>;
}

/**
 * Says in what an estimate is higher than an earlier one of the same run, a sentence each. All amounts are compared whoever is
 * paid, since prices are the spec's and stay. What was unknown then was approved as such, and what is unknown now is higher.
 */
export function risenSince(earlier: Estimate, now: Estimate): string[] {
  const before = new Map(paidIn(earlier).map((paid) => [paid.who, paid.amounts]));
  return paidIn(now).flatMap(({ who, amounts }) => {
    const then = before.get(who);
    if (!then) return [`${who} was free, and has to be paid`];
    return Object.entries(amounts).flatMap(([what, amount]) => risenText(who, what, then[what], amount));
  });
}

function risenText(who: string, what: string, then: number | undefined, now: number | undefined): string[] {
  if (then === undefined || (now !== undefined && now <= then)) return [];
  return [`${who}: ${now === undefined ? 'nobody knows how many' : whole(now)} ${what}, where it was ${whole(then)}`];
}

function paidIn({ asked, training }: Estimate): Paid[] {
  return [
    ...asked.filter(({ answeredBy, calls }) => answeredBy === undefined && calls > 0).map(paidForCalls),
    ...(training && training.trainedBy === undefined ? [paidForTraining(training)] : []),
  ];
}

function paidForCalls({ who, calls, textTokens, imageTokens, answerTokens }: EstimatedCalls): Paid {
  const sent = imageTokens === undefined ? undefined : textTokens + imageTokens;
  return { who, amounts: { calls, 'tokens in': sent, 'tokens out at most': answerTokens.most } };
}

function paidForTraining({ model, lines, tokens, epochs, imagesKnown }: EstimatedTraining): Paid {
  const who = `the training of ${model} on ${counted(lines, 'line')}`;
  return { who, amounts: { 'trained tokens': imagesKnown ? tokens * epochs : undefined } };
}
