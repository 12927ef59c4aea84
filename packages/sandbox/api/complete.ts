import { setTimeout as sleep } from 'node:timers/promises';
import { answer } from '../answering/answer.ts';
import { grade } from '../answering/grader.ts';
import { judge } from '../answering/judge.ts';
import { modelReader } from '../answering/model-reader.ts';
import { thoughtFor } from '../answering/reasoning.ts';
import { askingForArguments, calledFunction } from '../answering/tool-choice.ts';
import { modelNotFound } from '../api-error.ts';
import { echoLatency, isBaseModel, resolveAlias } from '../catalogue.ts';
import { spoilCompletion } from '../faults/spoil-completion.ts';
import { UNTRAINED } from '../learning/model.ts';
import { textOf } from '../learning/turn.ts';
import type { RateLimits } from '../limits.ts';
import type { Reader } from '../reading/reader.ts';
import type { ApiRequest } from '../request.ts';
import type { ModelStore } from '../state/model-store.ts';
import type { ChatCompletion, ChatRequest, Message } from '../wire.ts';
import { promptTokens, toCompletion } from './completion.ts';

interface Parts {
  models: ModelStore;
  reader: Reader;
  limits: RateLimits;
}

/** Completes a conversation, whichever operation it came by. */
export type Complete = (request: ChatRequest, call: ApiRequest) => Promise<ChatCompletion>;

/** The completions of base, tuned, judge and echo models, as faults leave them. */
export function completer({ models, reader, limits }: Parts): Complete {
  const readModel = modelReader(models);

  const contentFor = async (request: ChatRequest, model: string, call: ApiRequest): Promise<string> => {
    const isBase = isBaseModel(model);
    if (!isBase && !models.has(model)) throw modelNotFound(request.model);
    const isGullible = call.fault?.kind === 'gullible';
    const rating = grade(request, isGullible) ?? judge(request, isGullible);
    if (rating !== undefined) return rating;
    return await answer(request, { model: isBase ? UNTRAINED : readModel(model), isWordy: isBase }, reader);
  };

  return async (request, call) => {
    const model = resolveAlias(request.model);
    const thought = call.fault?.kind === 'no-reasoning' ? 0 : thoughtFor(request, model);
    const prompt = promptTokens(request);
    limits.take(prompt);
    const latency = echoLatency(model);
    const called = latency === undefined ? calledFunction(request) : undefined;
    const asked = called === undefined ? request : askingForArguments(request, called);
    const text =
      latency === undefined ? await contentFor(asked, model, call) : await echo(request, call.startedAt + latency);
    return spoilCompletion(call.fault, toCompletion(request, model, { prompt, thought }, { text, called }));
  };
}

/** Says the last message back at the time `due`, in the milliseconds of `performance.now()`. */
async function echo({ messages }: ChatRequest, due: number): Promise<string> {
  const left = due - performance.now();
  if (left > 0) await sleep(left);
  return `echo: ${textOf(messages.at(-1) as Message)}`;
}
