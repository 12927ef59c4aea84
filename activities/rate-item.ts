import { addUsage, type CallRecord } from '../domain/answer.ts';
import { judgeMessages, judgeSchema, readRating } from '../domain/judging.ts';
import type { Rating, RatingItem, RatingOutcome } from '../domain/rating.ts';
import type { JudgeSpec } from '../domain/run-spec.ts';
import type { PatientProvider, Stop } from '../providers/patience.ts';
import { type ChatRequest, ProviderError } from '../providers/port.ts';
import { requestKey } from './answer-cache.ts';
import { failureOfProblem } from './failures.ts';

/** Times that the judge is asked when its reply cannot be read. */
const readings = 3;

/** Everything that rating one item needs. */
export interface Rater {
  judge: JudgeSpec;
  /** Connected only when something has to be asked: a finished shard needs no key. */
  connect: () => PatientProvider;
  /** What earlier runs were told, by request. */
  known: ReadonlyMap<string, Rating>;
}

/** Asks the judge until its reply is a rating, a bounded number of times, or takes the rating of an earlier run. */
export async function rateItem(rater: Rater, item: RatingItem, stop: Stop): Promise<Rating> {
  const request = requestOf(rater.judge, item);
  const key = requestKey(request);
  const known = rater.known.get(key);
  if (known) return { ...known, itemId: item.id };

  const startedAt = performance.now();
  const call: CallRecord = { attempts: 0, milliseconds: 0, key };
  let last: Reading = { outcome: 'failed', reason: 'not asked' };
  for (let reading = 0; reading < readings && last.outcome === 'failed' && !last.isFinal; reading++) {
    last = await read(rater, request, stop, call);
  }
  const { isFinal: _, ...rating } = last;
  return { itemId: item.id, ...rating, call: { ...call, milliseconds: Math.round(performance.now() - startedAt) } };
}

/** One reply of the judge; final when asking again would not help. */
type Reading = RatingOutcome & { model?: string; isFinal?: true };

async function read({ judge, connect }: Rater, request: ChatRequest, stop: Stop, call: CallRecord): Promise<Reading> {
  try {
    const { reply, attempts } = await connect().chat(async () => request, stop);
    call.attempts += attempts;
    call.usage = addUsage(call.usage, reply.usage);
    const rating = readRating(reply.text, judge);
    if (rating) return { outcome: 'rated', ...rating, model: reply.model };
    const reason = reply.refusal ? 'refused by the judge' : 'reply is not a rating';
    return { outcome: 'failed', reason, model: reply.model };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { action, message } = error.problem;
    if (action !== 'refused' && action !== 'failed') throw failureOfProblem(error.problem);
    call.attempts += 1;
    return { outcome: 'failed', reason: message, isFinal: true };
  }
}

function requestOf(judge: JudgeSpec, item: RatingItem): ChatRequest {
  return {
    model: judge.model,
    messages: judgeMessages(judge, item),
    imageUrls: new Map(),
    schema: judgeSchema(judge),
    ...judge.parameters,
  };
}
