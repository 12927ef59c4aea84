import type OpenAI from 'openai';
import type { ChatRequest } from '../../domain/answering/chat.ts';
import { toWire } from '../../domain/answering/wire-messages.ts';

type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** A question as OpenAI's wire format spells it; what is absent in it is not sent. */
export function chatBody(request: ChatRequest): Body {
  return {
    ...request.extra,
    model: request.model,
    messages: toWire(request.messages, request.imageUrls, request.detail),
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.topP !== undefined && { top_p: request.topP }),
    ...(request.maxTokens !== undefined && { [request.limitName ?? 'max_completion_tokens']: request.maxTokens }),
    ...(request.reasoningEffort !== undefined && { reasoning_effort: request.reasoningEffort }),
    ...(request.verbosity !== undefined && { verbosity: request.verbosity }),
    // Tiers are the provider's own words.
    ...(request.serviceTier !== undefined && {
      service_tier: request.serviceTier as NonNullable<Body['service_tier']>,
    }),
    ...(request.seed !== undefined && { seed: request.seed }),
    ...(request.schema && {
      response_format: { type: 'json_schema', json_schema: { ...request.schema, strict: true } },
    }),
  };
}
