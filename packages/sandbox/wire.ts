import { z } from 'zod';
import { Tool, ToolCall, ToolChoice } from './wire/tools.ts';

/** Bodies of the OpenAI API as far as the sandbox speaks it: requests as schemas, responses as types. */

const TextPart = z.object({ type: z.literal('text'), text: z.string() });
const RefusalPart = z.object({ type: z.literal('refusal'), refusal: z.string() });
const ImagePart = z.object({
  type: z.literal('image_url'),
  image_url: z.object({ url: z.string(), detail: z.enum(['auto', 'low', 'high']).optional() }),
});
const Content = z.union([z.string(), z.array(z.discriminatedUnion('type', [TextPart, ImagePart, RefusalPart]))]);

/** One message of a conversation. */
export const Message = z.object({
  role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
  content: Content.nullish(),
  weight: z.number().optional(),
  tool_calls: z.array(ToolCall).nullish(),
  tool_call_id: z.string().nullish(),
});
export type Message = z.infer<typeof Message>;

/** Up to 16 pairs of short strings. */
export const Metadata = z
  .record(z.string().max(64), z.string().max(512))
  .refine((pairs) => Object.keys(pairs).length <= 16, 'metadata holds at most 16 pairs');
export type Metadata = z.infer<typeof Metadata>;

const JsonSchemaFormat = z.object({
  type: z.literal('json_schema'),
  json_schema: z.object({
    name: z.string().regex(/^[\w-]{1,64}$/),
    description: z.string().optional(),
    schema: z.record(z.string(), z.unknown()).optional(),
    strict: z.boolean().nullish(),
  }),
});

/** Why a value is refused that would change an answer. */
export const NOT_SERVED = 'not served by the sandbox';
const Nothing = z.array(z.never(NOT_SERVED), NOT_SERVED);

/** What would change an answer and is not served: only the value that asks for nothing is taken. */
const UNSERVED = {
  functions: Nothing,
  function_call: z.literal(['none', 'auto'], NOT_SERVED),
  logprobs: z.literal(false, NOT_SERVED),
  top_logprobs: z.literal(0, NOT_SERVED),
  logit_bias: z.strictObject({}, NOT_SERVED),
  modalities: z.array(z.literal('text', NOT_SERVED)),
  audio: z.null(NOT_SERVED),
  web_search_options: z.null(NOT_SERVED),
};

/** What changes nothing here, since answers are always the same, or concerns the account and the speed only. */
const IGNORED = {
  temperature: z.number().min(0).max(2),
  top_p: z.number().min(0).max(1),
  presence_penalty: z.number().min(-2).max(2),
  frequency_penalty: z.number().min(-2).max(2),
  seed: z.int(),
  reasoning_effort: z.string(),
  verbosity: z.string(),
  parallel_tool_calls: z.boolean(),
  prediction: z.record(z.string(), z.unknown()),
  user: z.string(),
  safety_identifier: z.string(),
  prompt_cache_key: z.string(),
  prompt_cache_retention: z.string(),
  service_tier: z.string(),
};

/** The names of the parameters of a chat completion request that are accepted and change nothing. */
export const IGNORED_PARAMETERS = Object.keys(IGNORED);

/** A shape whose members may be absent or null. */
export function nullish<S extends Record<string, z.ZodType>>(
  shape: S,
): { [K in keyof S]: z.ZodOptional<z.ZodNullable<S[K]>> } {
  const entries = Object.entries(shape).map(([name, schema]) => [name, schema.nullish()]);
  return Object.fromEntries(entries);
}

/** The body of a chat completion request. */
export const ChatRequest = z.strictObject({
  model: z.string(),
  messages: z.array(Message).min(1),
  response_format: z
    .discriminatedUnion('type', [
      z.object({ type: z.literal('text') }),
      z.object({ type: z.literal('json_object') }),
      JsonSchemaFormat,
    ])
    .optional(),
  n: z.int().min(1).max(8).nullish(),
  max_tokens: z.int().min(1).nullish(),
  max_completion_tokens: z.int().min(1).nullish(),
  stop: z.union([z.string().min(1), z.array(z.string().min(1)).max(4)]).nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().nullish() }).nullish(),
  tools: z.array(Tool).max(128).nullish(),
  tool_choice: ToolChoice.nullish(),
  store: z.boolean().nullish(),
  metadata: Metadata.nullish(),
  ...nullish(UNSERVED),
  ...nullish(IGNORED),
});
export type ChatRequest = z.infer<typeof ChatRequest>;

const AutoOr = <T extends z.ZodType>(schema: T) => z.union([z.literal('auto'), schema]).optional();
const Hyperparameters = z.strictObject({
  n_epochs: AutoOr(z.int().min(1).max(50)),
  batch_size: AutoOr(z.int().min(1).max(256)),
  learning_rate_multiplier: AutoOr(z.number().positive()),
});

/** The body that creates a fine-tuning job. */
export const CreateJob = z.strictObject({
  model: z.string(),
  training_file: z.string(),
  validation_file: z.string().nullish(),
  method: z
    .object({
      type: z.literal('supervised', 'the sandbox trains by the supervised method only'),
      supervised: z.object({ hyperparameters: Hyperparameters.optional() }).optional(),
    })
    .optional(),
  hyperparameters: Hyperparameters.optional(),
  integrations: Nothing.nullish(),
  suffix: z.string().min(1).max(64).nullish(),
  seed: z.int().min(0).max(2147483647).nullish(),
  metadata: Metadata.nullish(),
});
export type CreateJob = z.infer<typeof CreateJob>;

/** A job's hyperparameters; `auto` stands for what is resolved once its files are checked. */
export interface ResolvedHyperparameters {
  n_epochs: number | 'auto';
  batch_size: number | 'auto';
  learning_rate_multiplier: number | 'auto';
}

export type JobStatus = 'validating_files' | 'queued' | 'running' | 'paused' | 'succeeded' | 'failed' | 'cancelled';

/** On a healthy job the live API sends an object of nulls, not null. */
export interface JobError {
  code: string | null;
  message: string | null;
  param: string | null;
}

export interface Job {
  object: 'fine_tuning.job';
  id: string;
  model: string;
  created_at: number;
  finished_at: number | null;
  estimated_finish: number | null;
  fine_tuned_model: string | null;
  organization_id: string;
  result_files: string[];
  status: JobStatus;
  validation_file: string | null;
  training_file: string;
  hyperparameters: ResolvedHyperparameters;
  trained_tokens: number | null;
  error: JobError;
  user_provided_suffix: string | null;
  seed: number;
  integrations: [];
  metadata: Metadata | null;
  method: { type: 'supervised'; supervised: { hyperparameters: ResolvedHyperparameters } };
}

export interface JobEvent {
  object: 'fine_tuning.job.event';
  id: string;
  created_at: number;
  level: 'info' | 'warn' | 'error';
  message: string;
  type: 'message' | 'metrics';
  data: Record<string, unknown>;
}

export interface StepMetrics {
  step: number;
  train_loss: number;
  train_mean_token_accuracy: number;
  valid_loss?: number;
  valid_mean_token_accuracy?: number;
  full_valid_loss?: number;
  full_valid_mean_token_accuracy?: number;
}

export interface Checkpoint {
  object: 'fine_tuning.job.checkpoint';
  id: string;
  created_at: number;
  fine_tuned_model_checkpoint: string;
  fine_tuning_job_id: string;
  metrics: StepMetrics;
  step_number: number;
}

export interface FileObject {
  object: 'file';
  id: string;
  purpose: string;
  filename: string;
  bytes: number;
  created_at: number;
  expires_at?: number;
  status: 'processed' | 'uploaded' | 'error';
}

export interface ModelObject {
  object: 'model';
  id: string;
  created: number;
  owned_by: string;
  /** The day on which the model stops answering, where it is known. */
  shutdown_date: string | null;
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  /** Of a model that has reasoned. */
  completion_tokens_details?: { reasoning_tokens: number };
}

export interface ChatCompletion {
  id: string;
  object: 'chat.completion';
  created: number;
  model: string;
  choices: {
    index: number;
    message: {
      role: 'assistant';
      content: string | null;
      refusal: string | null;
      annotations: [];
      tool_calls?: ToolCall[];
    };
    logprobs: null;
    finish_reason: 'stop' | 'length' | 'tool_calls' | 'content_filter';
  }[];
  usage: Usage;
  service_tier: 'default';
  system_fingerprint: string;
}

/** One page of a list, newest or oldest first as the operation says. */
export interface Page<T> {
  object: 'list';
  data: T[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}
