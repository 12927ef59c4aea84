import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '../answering/answer.ts';
import { judge } from '../answering/judge.ts';
import { modelReader } from '../answering/model-reader.ts';
import { modelNotFound } from '../api-error.ts';
import { echoLatency, isBaseModel, resolveAlias } from '../catalogue.ts';
import { newId, unixSeconds } from '../ids.ts';
import { UNTRAINED } from '../learning/model.ts';
import { imagesOf, textOf } from '../learning/turn.ts';
import { imageTokens } from '../reading/image.ts';
import type { Reader } from '../reading/reader.ts';
import { type ApiRequest, checkBody } from '../request.ts';
import type { Routes } from '../router.ts';
import type { ModelStore } from '../state/model-store.ts';
import { type ChatCompletion, ChatRequest, type Message } from '../wire.ts';

interface ChatParts {
  models: ModelStore;
  reader: Reader;
}

/** The chat completion operation, for base, tuned, judge and echo models. */
export function chatRoutes({ models, reader }: ChatParts): Routes {
  const readModel = modelReader(models);

  const contentFor = async (request: ChatRequest, model: string, call: ApiRequest): Promise<string> => {
    const latency = echoLatency(model);
    if (latency !== undefined) return await echo(request, call.startedAt + latency);
    const isBase = isBaseModel(model);
    if (!isBase && !models.has(model)) throw modelNotFound(request.model);
    const rating = judge(request, call.fault?.kind === 'gullible');
    if (rating !== undefined) return rating;
    return await answer(request, { model: isBase ? UNTRAINED : readModel(model), isWordy: isBase }, reader);
  };

  return {
    'POST /chat/completions': async (call) => {
      const request = checkBody(call.json, ChatRequest);
      const model = resolveAlias(request.model);
      return { json: toCompletion(request, model, await contentFor(request, model, call)) };
    },
  };
}

/** Says the last message back at the time `due`, in the milliseconds of `performance.now()`. */
async function echo({ messages }: ChatRequest, due: number): Promise<string> {
  const left = due - performance.now();
  if (left > 0) await sleep(left);
  return `echo: ${textOf(messages.at(-1) as Message)}`;
}

function toCompletion(request: ChatRequest, model: string, text: string): ChatCompletion {
  const limit = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY;
  const isCut = tokensIn(text) > limit;
  const content = isCut ? text.slice(0, 4 * limit) : text;
  const prompt_tokens = request.messages.reduce((sum, message) => sum + messageTokens(message), 3);
  const completion_tokens = Math.min(tokensIn(text), limit) * (request.n ?? 1);
  return {
    id: newId('chatcmpl-'),
    object: 'chat.completion',
    created: unixSeconds(),
    model,
    choices: Array.from({ length: request.n ?? 1 }, (_, index) => ({
      index,
      message: { role: 'assistant', content, refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: isCut ? 'length' : 'stop',
    })),
    usage: { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens },
    service_tier: 'default',
    system_fingerprint: 'fp_sandbox',
  };
}

/** About four letters a token, and what the images cost at their detail. */
const messageTokens = (message: Message): number =>
  4 + tokensIn(textOf(message)) + imagesOf(message).reduce((sum, image) => sum + imageTokens(image), 0);

const tokensIn = (text: string): number => Math.ceil(text.length / 4);
