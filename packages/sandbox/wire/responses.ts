import { z } from 'zod';
import { Metadata, NOT_SERVED, nullish } from '../wire.ts';
import { ToolFunction } from './tools.ts';

/** Bodies of the Responses API as far as the sandbox speaks it: requests as schemas, responses as types. */

const Text = z.object({ type: z.enum(['input_text', 'output_text']), text: z.string() });
const Refusal = z.object({ type: z.literal('refusal'), refusal: z.string() });
const Image = z.object({
  type: z.literal('input_image'),
  image_url: z.string('expected a data URL; images by their file are not served by the sandbox'),
  detail: z.enum(['auto', 'low', 'high', 'original']).nullish(),
});
const Part = z.discriminatedUnion('type', [Text, Refusal, Image]);
export type Part = z.infer<typeof Part>;

const MessageItem = z.object({
  type: z.literal('message'),
  role: z.enum(['user', 'assistant', 'system', 'developer']),
  content: z.union([z.string(), z.array(Part)]),
});
const CallItem = z.object({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});
const CallOutputItem = z.object({
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: z.union([z.string(), z.array(Part)]),
});
/** Earlier thoughts, which change nothing. */
const ReasoningItem = z.object({ type: z.literal('reasoning') });
/** An item of a stored response, by its id. */
const Reference = z.object({ type: z.literal('item_reference'), id: z.string() });

/** One item of the input. */
export const Item = z.preprocess(
  withType,
  z.discriminatedUnion('type', [MessageItem, CallItem, CallOutputItem, ReasoningItem, Reference]),
);
export type Item = z.infer<typeof Item>;

/** Two kinds of items may leave out their type. */
function withType(item: unknown): unknown {
  const { type, role } = Object(item) as { type?: unknown; role?: unknown };
  if (typeof item !== 'object' || item === null || (type !== undefined && type !== null)) return item;
  return { ...item, type: role === undefined ? 'item_reference' : 'message' };
}

const Format = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text') }),
  z.object({ type: z.literal('json_object') }),
  z.object({
    type: z.literal('json_schema'),
    name: z.string().regex(/^[\w-]{1,64}$/),
    description: z.string().nullish(),
    schema: z.record(z.string(), z.unknown()),
    strict: z.boolean().nullish(),
  }),
]);
export type Format = z.infer<typeof Format>;

const IsFunction = z.literal('function', 'the sandbox calls functions only');
const Named = z.object({ type: IsFunction, name: z.string() });
const Choice = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    Named,
    z.object({ type: z.literal('allowed_tools'), mode: z.enum(['auto', 'required']), tools: z.array(Named).min(1) }),
  ],
  "expected 'none', 'auto', 'required', a function by its name, or the tools that are allowed",
);

/** What would change a response and is not served: only the value that asks for nothing is taken. */
const UNSERVED = {
  background: z.literal(false, NOT_SERVED),
  conversation: z.null(NOT_SERVED),
  prompt: z.null(NOT_SERVED),
  moderation: z.null(NOT_SERVED),
  top_logprobs: z.literal(0, NOT_SERVED),
  context_management: z.array(z.never(NOT_SERVED), NOT_SERVED),
};

/** What changes nothing here, or concerns the account and the speed only. */
const IGNORED = {
  temperature: z.number().min(0).max(2),
  top_p: z.number().min(0).max(1),
  parallel_tool_calls: z.boolean(),
  max_tool_calls: z.int(),
  truncation: z.enum(['auto', 'disabled']),
  user: z.string(),
  safety_identifier: z.string(),
  prompt_cache_key: z.string(),
  prompt_cache_retention: z.string(),
  prompt_cache_options: z.record(z.string(), z.unknown()),
  service_tier: z.string(),
};

/** The names of the parameters of a request that are accepted and change nothing. */
export const IGNORED_BY_RESPONSES = Object.keys(IGNORED);

/** The body of a request for a response. */
export const ResponseRequest = z.strictObject({
  model: z.string(),
  input: z.union([z.string(), z.array(Item).min(1)]),
  instructions: z.string().nullish(),
  previous_response_id: z.string().nullish(),
  text: z.object({ format: Format.nullish(), verbosity: z.string().nullish() }).nullish(),
  reasoning: z.object({ effort: z.string().nullish(), summary: z.string().nullish() }).nullish(),
  tools: z
    .array(ToolFunction.extend({ type: IsFunction }))
    .max(128)
    .nullish(),
  tool_choice: Choice.nullish(),
  max_output_tokens: z.int().min(16).nullish(),
  include: z.array(z.string().refine((name) => !name.includes('logprobs'), NOT_SERVED)).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_obfuscation: z.boolean().nullish() }).nullish(),
  store: z.boolean().nullish(),
  metadata: Metadata.nullish(),
  ...nullish(UNSERVED),
  ...nullish(IGNORED),
});
export type ResponseRequest = z.infer<typeof ResponseRequest>;

/** One item of what a model says. */
export type OutputItem =
  | { id: string; type: 'reasoning'; summary: [] }
  | { id: string; type: 'message'; role: 'assistant'; status: Status; content: OutputPart[] }
  | { id: string; type: 'function_call'; call_id: string; name: string; arguments: string; status: Status };

export type OutputPart =
  | { type: 'output_text'; text: string; annotations: []; logprobs: [] }
  | { type: 'refusal'; refusal: string };

export type Status = 'in_progress' | 'completed' | 'incomplete';

/** What a model says to a request, with the parameters that it was asked by. */
export interface ResponseObject extends Record<string, unknown> {
  id: string;
  object: 'response';
  created_at: number;
  status: Status;
  output: OutputItem[];
}
