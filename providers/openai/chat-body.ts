import { randomUUID } from 'node:crypto';
import type OpenAI from 'openai';
import type { ChatRequest } from '../../domain/answering/chat.ts';
import { toWire } from '../../domain/answering/wire-messages.ts';
import { PiecedBody } from '../pieced-body.ts';

type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** Stands for an image while a body is spelt; no text can hold it, since nobody else knows it. */
const mark = randomUUID();

/** A question as OpenAI's wire format spells it, with the bytes of its images as they are, neither copied nor spelt anew. */
export function chatBody(request: ChatRequest): PiecedBody {
  const images = [...request.imageUrls];
  const marks = new Map(images.map(([sha256], index) => [sha256, `${mark}${index}${mark}`]));
  const parts = JSON.stringify(bodyOf(request, marks)).split(mark);
  return new PiecedBody(parts.map((part, at) => (at % 2 === 0 ? Buffer.from(part) : imageAt(images, Number(part)))));
}

function imageAt(images: readonly [string, Uint8Array][], index: number): Uint8Array {
  const [, url] = images[index] as [string, Uint8Array];
  return url;
}

/** What is absent in a request is not sent. */
function bodyOf(request: ChatRequest, imageUrls: ReadonlyMap<string, string>): Body {
  return {
    ...request.extra,
    model: request.model,
    messages: toWire(request.messages, imageUrls, request.detail),
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
