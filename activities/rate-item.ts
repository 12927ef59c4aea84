import { addUsage, type CallRecord } from '../domain/answer.ts';
import type { ChatRequest } from '../domain/chat.ts';
import type { Rater, Rating, RatingItem, RatingOutcome } from '../domain/grading/rating.ts';
import type { PatientProvider, Stop } from '../providers/patience.ts';
import { ProviderError } from '../providers/port.ts';
import { requestKey } from '../runs/answer-cache.ts';
import { failureOfProblem } from './failures.ts';
import type { ImageUrls } from './image-urls.ts';

/** Times that a rater is asked when its reply cannot be read. */
const readings = 3;

/** Everything that rating one item needs. */
export interface Asked {
  rater: Rater;
  /** Connected only when something has to be asked: a finished shard needs no key. */
  connect: () => PatientProvider;
  imageUrls: ImageUrls;
  /** What earlier runs were told, by request. */
  known: ReadonlyMap<string, Rating>;
}

/** Asks a rater until its reply is a rating, a bounded number of times, or takes the rating of an earlier run. */
export async function rateItem(asked: Asked, item: RatingItem, stop: Stop): Promise<Rating> {
  const request = requestOf(asked.rater, item);
  const key = requestKey(request);
  const whose = { itemId: item.id, ...(item.grader !== undefined && { grader: item.grader }) };
  const known = asked.known.get(key);
  if (known) return { ...known, ...whose };

  const startedAt = performance.now();
  const call: CallRecord = { attempts: 0, milliseconds: 0, key };
  let last: Reading = { outcome: 'failed', reason: 'not asked' };
  for (let reading = 0; reading < readings && last.outcome === 'failed' && !last.isFinal; reading++) {
    last = await read(asked, item, request, stop, call);
  }
  const { isFinal: _, ...rating } = last;
  return { ...whose, ...rating, call: { ...call, milliseconds: Math.round(performance.now() - startedAt) } };
}

/** One reply of a rater; final when asking again would not help. */
type Reading = RatingOutcome & { model?: string; isFinal?: true };

async function read(
  { rater, connect, imageUrls }: Asked,
  { image }: RatingItem,
  request: ChatRequest,
  stop: Stop,
  call: CallRecord,
): Promise<Reading> {
  try {
    const inlined = async () => (image ? { ...request, imageUrls: await imageUrls([], image) } : request);
    const { reply, attempts } = await connect().chat(inlined, stop);
    call.attempts += attempts;
    call.usage = addUsage(call.usage, reply.usage);
    const rating = rater.read(reply.text);
    const by = reply.model ? { model: reply.model } : {};
    if (rating) return { outcome: 'rated', ...rating, ...by };
    const who = rater.name === undefined ? 'the judge' : 'the grader';
    const reason = reply.refusal ? `refused by ${who}` : 'reply is not a rating';
    return { outcome: 'failed', reason, ...by };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { action, message } = error.problem;
    if (action !== 'refused' && action !== 'failed') throw failureOfProblem(error.problem);
    call.attempts += 1;
    return { outcome: 'failed', reason: message, isFinal: true };
  }
}

/** All of a request but its images, which it names by hash. */
function requestOf(rater: Rater, item: RatingItem): ChatRequest {
  return {
    model: rater.model,
    messages: rater.messagesOf(item),
    imageUrls: new Map(),
    schema: rater.schema,
    ...rater.parameters,
  };
}
