import { isRater } from '../grading/rating.ts';
import type { Calls, Execution } from '../report/report-schema.ts';
import { aboutTokens } from '../report/words/format.ts';
import type { Estimate, EstimatedCalls } from './estimate-schema.ts';

/** Shares by which an estimate may miss: of tokens of texts, and of those of images whose family is known. */
const mayMiss = { texts: 0.15, images: 0.1 };

/** What a run took, as far as an estimate speaks of it. */
type Took = Pick<Execution, 'calls' | 'tuned'>;

/** What an estimate missed by more than it may, each in a sentence; what nobody knew beforehand is not missed. */
export function missedBy(estimate: Estimate, { calls, tuned }: Took): string[] {
  const asked = estimate.asked.flatMap((expected) => {
    const account = calls.find(({ who }) => who === expected.who);
    return account ? missedCalls(expected, account) : [];
  });
  return [...asked, ...missedTraining(estimate, tuned)];
}

function missedCalls(expected: EstimatedCalls, account: Calls): string[] {
  const { who, textTokens, imageTokens } = expected;
  const share = shareAsked(expected, account);
  // Replies that nobody counted are missing in the sum.
  if (imageTokens === undefined || share === 0 || account.uncounted) return [];
  const estimated = share * (textTokens + imageTokens);
  const allowed = share * (mayMiss.texts * textTokens + mayMiss.images * imageTokens);
  // Probes are paid, too, and take no more than any other call.
  const probes = ((account.probes ?? 0) * (textTokens + imageTokens)) / expected.calls;
  const more = account.promptTokens - estimated;
  if (more >= -allowed && more <= allowed + probes) return [];
  return [sentence(`${who} took`, account.promptTokens, 'in', estimated)];
}

/**
 * What is taken over from earlier runs was asked by them. How often a rater is asked nobody knows beforehand, since equal
 * answers are rated once; only what a call of it takes is held against the estimate.
 */
function shareAsked({ who, calls }: EstimatedCalls, account: Calls): number {
  if (calls === 0) return 0;
  const made = account.calls - (account.probes ?? 0);
  return (isRater(who) ? made : Math.min(made, Math.max(0, calls - account.reused))) / calls;
}

function missedTraining({ training }: Estimate, tuned: Took['tuned']): string[] {
  const was = tuned?.reusedFrom === undefined ? tuned?.trainedTokens : undefined;
  if (!training?.imagesKnown || was === undefined) return [];
  const estimated = training.tokens * training.epochs;
  return Math.abs(was - estimated) <= mayMiss.texts * estimated
    ? []
    : [sentence('the training took', was, 'in all', estimated)];
}

function sentence(subject: string, was: number, where: string, estimated: number): string {
  const share = `${was > estimated ? '+' : '−'}${Math.round(Math.abs(was / estimated - 1) * 100)} %`;
  return `${subject} ${aboutTokens(was)} ${where}, where ${aboutTokens(Math.round(estimated))} were estimated (${share})`;
}

/** What the estimate of an execution missed, in a line; undefined where nothing was estimated, or nothing missed. */
export function missedText({ estimate }: Pick<Execution, 'estimate'>): string | undefined {
  const missed = estimate?.missed ?? [];
  return missed.length === 0 ? undefined : `The estimate missed: ${missed.join('; ')}.`;
}
