import { keyOf } from '../asking/key.ts';
import type { Question, Respondent, Told } from '../asking/respondent.ts';
import { addUsage, type CallRecord } from '../domain/answering/answer.ts';
import type { ChatReply } from '../domain/answering/chat.ts';
import type { Problem } from '../domain/answering/problem.ts';
import { overBudget } from '../domain/answering/reasons.ts';
import { ProviderError, type Tries } from '../providers/port.ts';
import type { Stop } from '../providers/stop.ts';
import type { ImageUrls } from '../runs/image-urls.ts';
import { type Admitted, DoesNotFit, type PricedCall } from './budget/admitted.ts';
import type { Purse } from './budget/purse.ts';
import { failureOfProblem } from './failures.ts';
import type { LazyProvider } from './planned-providers.ts';

/** A respondent with all that asking it now needs. */
export interface LiveAsking<Item, Outcome> {
  respondent: Respondent<Item, Outcome>;
  /** Connected only when something has to be asked: a finished shard needs no key. */
  connect(): LazyProvider;
  imageUrls: ImageUrls;
  /** What earlier runs were told, by the key of the question; may take a while to load. */
  known(): Promise<ReadonlyMap<string, Told<Outcome>>>;
  /** Out of which each call is paid, where the run has a budget. */
  paying?: Paying | undefined;
  /** What a problem that concerns more than one item is thrown as. */
  explain?(problem: Problem): Error;
}

/** A purse, and what a question can cost. */
export interface Paying {
  purse: Purse;
  priceOf(question: Question): PricedCall;
}

/** Asks about an item, or takes what an earlier run was told to the very same question. */
export async function askLive<Item, Outcome extends { outcome: string }>(
  asking: LiveAsking<Item, Outcome>,
  item: Item,
  stop: Stop,
): Promise<Told<Outcome>> {
  const question = asking.respondent.questionOf(item);
  const key = keyOf(question);
  const known = (await asking.known()).get(key);
  if (known) return known;

  const startedAt = performance.now();
  const call: CallRecord = { attempts: 0, milliseconds: 0, key };
  let told = await askOnce(asking, question, call, stop);
  for (let asked = 1; asked < asking.respondent.readings && told.mayChange; asked++) {
    told = await askOnce(asking, question, call, stop);
  }
  const { mayChange: _, ...outcome } = told;
  return { ...outcome, call: { ...call, milliseconds: Math.round(performance.now() - startedAt) } } as Told<Outcome>;
}

/** An outcome that another reply may change, or not. */
type Reading<Outcome> = Outcome & { model?: string; mayChange: boolean };

async function askOnce<Item, Outcome extends { outcome: string }>(
  asking: LiveAsking<Item, Outcome>,
  question: Question,
  call: CallRecord,
  stop: Stop,
): Promise<Reading<Outcome>> {
  const { paying } = asking;
  if (!paying) return await askNow(asking, question, call, stop);
  for (;;) {
    const admitted = await paying.purse.admit(paying.priceOf(question), stop);
    if (!admitted) return unpaid(asking);
    try {
      return await askNow(asking, question, call, stop, admitted);
    } catch (error) {
      if (!(error instanceof DoesNotFit)) throw error;
      call.attempts += admitted.attempts();
    } finally {
      admitted.release();
    }
  }
}

/** A person has ended the run with what is there. */
function unpaid<Item, Outcome extends { outcome: string }>({
  respondent,
  explain = failureOfProblem,
}: LiveAsking<Item, Outcome>): Reading<Outcome> {
  const problem: Problem = {
    action: 'failed',
    code: overBudget,
    message: 'not asked: the budget of the run was spent',
  };
  const outcome = respondent.outcomeOfProblem(problem);
  if (!outcome) throw explain(problem);
  return { ...outcome, mayChange: false };
}

async function askNow<Item, Outcome extends { outcome: string }>(
  { respondent, connect, imageUrls, explain = failureOfProblem }: LiveAsking<Item, Outcome>,
  { request, images }: Question,
  call: CallRecord,
  stop: Stop,
  admitted?: Admitted,
): Promise<Reading<Outcome>> {
  const send = async () => {
    const whole = { ...request, imageUrls: await imageUrls(images) };
    // Nobody is sent anything before the throttle lets it, which may take hours.
    call.at = new Date().toISOString();
    return whole;
  };
  try {
    const { reply, ...tries } = await connect().chat(send, stop, admitted?.meter);
    countTries(call, tries);
    countReply(call, reply);
    const outcome = respondent.outcomeOf(reply);
    return { ...outcome, ...(reply.model && { model: reply.model }), mayChange: outcome.outcome === 'failed' };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const outcome = respondent.outcomeOfProblem(error.problem);
    if (!outcome) throw explain(error.problem);
    countTries(call, error);
    return { ...outcome, mayChange: false };
  }
}

function countTries(call: CallRecord, { attempts, unread }: Tries): void {
  call.attempts += attempts;
  if (unread > 0) call.uncounted = (call.uncounted ?? 0) + unread;
}

function countReply(call: CallRecord, { requestId, fingerprint, usage }: ChatReply): void {
  if (usage) call.usage = addUsage(call.usage, usage);
  else call.uncounted = (call.uncounted ?? 0) + 1;
  if (requestId) call.requestId = requestId;
  if (fingerprint) call.fingerprint = fingerprint;
}
