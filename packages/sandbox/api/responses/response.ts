import { unixSeconds } from '../../ids.ts';
import type { OutputItem, OutputPart, ResponseObject, ResponseRequest } from '../../wire/responses.ts';
import type { ChatCompletion } from '../../wire.ts';

/**
 * A completion as a response. Its items are named after it (`msg_…` after `resp_…`), so that a later request can refer
 * to them.
 */
export function toResponse(request: ResponseRequest, completion: ChatCompletion): ResponseObject {
  const name = completion.id.replace(/^chatcmpl-/, '');
  const { finish_reason } = completion.choices[0] ?? {};
  const reason = REASONS[finish_reason ?? ''];
  return {
    id: `resp_${name}`,
    object: 'response',
    created_at: completion.created,
    completed_at: unixSeconds(),
    status: reason === undefined ? 'completed' : 'incomplete',
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    model: completion.model,
    output: outputOf(completion, name),
    usage: usageOf(completion),
    ...echoed(request),
  };
}

const REASONS: Readonly<Record<string, string>> = { length: 'max_output_tokens', content_filter: 'content_filter' };

function outputOf({ choices, usage }: ChatCompletion, name: string): OutputItem[] {
  const hasThought = (usage.completion_tokens_details?.reasoning_tokens ?? 0) > 0;
  const thoughts: OutputItem[] = hasThought ? [{ id: `rs_${name}`, type: 'reasoning', summary: [] }] : [];
  return [...thoughts, ...choices.flatMap((choice) => itemsOf(choice, name))];
}

function itemsOf({ message, finish_reason }: ChatCompletion['choices'][number], name: string): OutputItem[] {
  const status = finish_reason in REASONS ? 'incomplete' : 'completed';
  const calls = message.tool_calls ?? [];
  if (calls.length === 0) {
    return [{ id: `msg_${name}`, type: 'message', role: 'assistant', status, content: partsOf(message) }];
  }
  return calls.map(({ id, function: called }) => ({
    id: `fc_${name}`,
    type: 'function_call',
    call_id: id,
    ...called,
    status,
  }));
}

function partsOf({ content, refusal }: ChatCompletion['choices'][number]['message']): OutputPart[] {
  if (refusal) return [{ type: 'refusal', refusal }];
  return [{ type: 'output_text', text: textIn(content), annotations: [], logprobs: [] }];
}

/** The words of a content, which a fault may have made a list of parts. */
const textIn = (content: unknown): string =>
  Array.isArray(content) ? content.map((part) => part.text ?? '').join('') : String(content ?? '');

function usageOf({ usage }: ChatCompletion) {
  return {
    input_tokens: usage.prompt_tokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: usage.completion_tokens,
    output_tokens_details: { reasoning_tokens: usage.completion_tokens_details?.reasoning_tokens ?? 0 },
    total_tokens: usage.total_tokens,
  };
}

/** What a response says of the request that it answers. */
const echoed = (request: ResponseRequest) => ({
  background: false,
  instructions: request.instructions ?? null,
  max_output_tokens: request.max_output_tokens ?? null,
  metadata: request.metadata ?? {},
  parallel_tool_calls: request.parallel_tool_calls ?? true,
  previous_response_id: request.previous_response_id ?? null,
  reasoning: { effort: request.reasoning?.effort ?? null, summary: request.reasoning?.summary ?? null },
  service_tier: 'default',
  store: request.store ?? true,
  temperature: request.temperature ?? 1,
  text: { format: request.text?.format ?? { type: 'text' }, verbosity: request.text?.verbosity ?? 'medium' },
  tool_choice: request.tool_choice ?? 'auto',
  tools: (request.tools ?? []).map((tool) => ({
    ...tool,
    parameters: tool.parameters ?? null,
    strict: tool.strict ?? true,
  })),
  top_p: request.top_p ?? 1,
  truncation: request.truncation ?? 'disabled',
});
