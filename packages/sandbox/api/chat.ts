import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '../answering/answer.ts';
import { grade } from '../answering/grader.ts';
import { judge } from '../answering/judge.ts';
import { modelReader } from '../answering/model-reader.ts';
import { thoughtFor } from '../answering/reasoning.ts';
import { modelNotFound } from '../api-error.ts';
import { echoLatency, isBaseModel, resolveAlias } from '../catalogue.ts';
import { UNTRAINED } from '../learning/model.ts';
import { textOf } from '../learning/turn.ts';
import type { RateLimits } from '../limits.ts';
import type { Reader } from '../reading/reader.ts';
import { type ApiRequest, checkBody } from '../request.ts';
import type { Routes } from '../router.ts';
import type { ModelStore } from '../state/model-store.ts';
import { ChatRequest, type Message } from '../wire.ts';
import { promptTokens, toCompletion } from './completion.ts';

interface ChatParts {
  models: ModelStore;
  reader: Reader;
  limits: RateLimits;
}

/** The chat completion operation, for base, tuned, judge and echo models. */
export function chatRoutes({ models, reader, limits }: ChatParts): Routes {
  const readModel = modelReader(models);

  const contentFor = async (request: ChatRequest, model: string, call: ApiRequest): Promise<string> => {
    const latency = echoLatency(model);
    if (latency !== undefined) return await echo(request, call.startedAt + latency);
    const isBase = isBaseModel(model);
    if (!isBase && !models.has(model)) throw modelNotFound(request.model);
    const isGullible = call.fault?.kind === 'gullible';
    const rating = grade(request, isGullible) ?? judge(request, isGullible);
    if (rating !== undefined) return rating;
    return await answer(request, { model: isBase ? UNTRAINED : readModel(model), isWordy: isBase }, reader);
  };

  return {
    'POST /chat/completions': async (call) => {
      const request = checkBody(call.json, ChatRequest);
      const model = resolveAlias(request.model);
      const thought = call.fault?.kind === 'no-reasoning' ? 0 : thoughtFor(request, model);
      const tokens = promptTokens(request);
      limits.take(tokens);
      const text = await contentFor(request, model, call);
      const events = { withUsage: request.stream_options?.include_usage ?? false };
      return {
        json: toCompletion(request, model, { prompt: tokens, thought }, text),
        ...(request.stream && { events }),
      };
    },
  };
}

/** Says the last message back at the time `due`, in the milliseconds of `performance.now()`. */
async function echo({ messages }: ChatRequest, due: number): Promise<string> {
  const left = due - performance.now();
  if (left > 0) await sleep(left);
  return `echo: ${textOf(messages.at(-1) as Message)}`;
}
