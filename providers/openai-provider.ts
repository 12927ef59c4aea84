import { openAsBlob } from 'node:fs';
import OpenAI from 'openai';
import { z } from 'zod';
import type { ChatRequest } from '../domain/chat.ts';
import type { Message } from '../domain/messages.ts';
import { toWire } from '../domain/wire-messages.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { classify, type Telling } from './classify.ts';
import { type Cleaner, createCleaner } from './cleaner.ts';
import type { ExtraHeaders } from './identity.ts';
import { readable } from './openai/readable.ts';
import { readReply } from './openai/reply.ts';
import type { FileUpload, JobRequest, ModelProvider, RemoteJob } from './port.ts';
import { ProviderError } from './port.ts';

export interface OpenAiOptions {
  /** Its query goes with every call. */
  address: URL;
  /** Absent where a provider wants none. */
  apiKey?: string | undefined;
  /** Sent with every call. */
  headers?: ExtraHeaders;
  /** For one call, in milliseconds. */
  timeout: number;
  /** Cuts what nobody may read from all that the provider says. */
  cleaner?: Cleaner;
}

/** A provider that speaks OpenAI's wire format: OpenAI itself, its look-alikes, and the sandbox. */
export function createOpenAiProvider({
  address,
  apiKey,
  headers = {},
  timeout,
  cleaner = createCleaner(),
}: OpenAiOptions): ModelProvider {
  const guarded = guardedBy({ cleaner });

  // Every retry is ours, since only we know what is worth repeating. The user's OPENAI_ORG_ID and the like stay out of it.
  const client = new OpenAI({
    baseURL: `${address.origin}${address.pathname}`,
    defaultQuery: Object.fromEntries(address.searchParams),
    apiKey: apiKey ?? 'none',
    defaultHeaders: { ...(apiKey === undefined && { authorization: null }), ...headers },
    timeout,
    maxRetries: 0,
    logLevel: 'off',
    fetch: boundedFetch,
    organization: null,
    project: null,
  });

  return {
    chat: (request) => {
      const telling = { cleaner, sent: request.messages.flatMap(textsOf) };
      return guardedBy(telling)(async () => {
        const { data, response } = await client.chat.completions.create(chatBody(request)).withResponse();
        return readReply(data, response.headers, telling);
      });
    },
    retrieveModel: (id) => guarded(async () => readModel(await client.models.retrieve(id))),
    findFile: (upload) =>
      guarded(async () => {
        for await (const file of client.files.list({ purpose: 'fine-tune', order: 'desc' })) {
          const isSame = file.filename === upload.filename && file.bytes === upload.bytes;
          if (isSame && !unusable.has(file.status)) return readFile(file);
        }
        return undefined;
      }),
    uploadFile: (upload) => guarded(async () => readFile(await uploadWith(client, upload))),
    findJobs: (metadata) => guarded(() => findJobsWith(client, metadata)),
    createJob: (request) => guarded(async () => readJob(await client.fineTuning.jobs.create(jobBody(request)))),
    retrieveJob: (id) => guarded(async () => readJob(await client.fineTuning.jobs.retrieve(id))),
    cancelJob: (id) => guarded(async () => readJob(await client.fineTuning.jobs.cancel(id))),
    jobEvents: (id) =>
      guarded(async () => {
        const page = await client.fineTuning.jobs.listEvents(id, { limit: 100 });
        return page.data.map(({ id, level, message }) => ({ id, level, message })).reverse();
      }),
  };
}

/** Throws {@link ProviderError} for whatever the provider did, and lets our own mistakes through as they are. */
function guardedBy(telling: Telling) {
  return async function guarded<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      const problem = classify(error, telling);
      throw problem ? new ProviderError(problem) : error;
    }
  };
}

/** What a provider may quote in an error. */
function textsOf({ content }: Message): string[] {
  if (typeof content === 'string') return [content];
  return content.map((part) => (part.type === 'text' ? part.text : part.type === 'link' ? part.url : part.sha256));
}

function chatBody(request: ChatRequest): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return {
    model: request.model,
    messages: toWire(request.messages, request.imageUrls, request.detail),
    ...(request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.topP !== undefined && { top_p: request.topP }),
    ...(request.maxTokens !== undefined && { max_completion_tokens: request.maxTokens }),
    ...(request.reasoningEffort !== undefined && { reasoning_effort: request.reasoningEffort }),
    ...(request.seed !== undefined && { seed: request.seed }),
    ...(request.schema && {
      response_format: { type: 'json_schema', json_schema: { ...request.schema, strict: true } },
    }),
  };
}

const Model = z.object({ id: z.string(), shutdown_date: z.string().nullish() });

function readModel(data: unknown) {
  const { id, shutdown_date } = readable(Model, data);
  return { id, ...(shutdown_date && { shutdownDate: shutdown_date }) };
}

/** What no job can train on, however long one waits. */
const unusable = new Set<string | undefined>(['error', 'deleted']);

const RemoteFile = z.object({ id: z.string(), filename: z.string(), bytes: z.number() });

const readFile = (data: unknown) => readable(RemoteFile, data);

async function uploadWith(client: OpenAI, { path, filename }: FileUpload) {
  // A blob of a file is read while it is sent: 400 MB as a buffer took 1.6 GB.
  const file = new File([await openAsBlob(path)], filename, { type: 'application/jsonl' });
  return client.files.create({ file, purpose: 'fine-tune' });
}

async function findJobsWith(client: OpenAI, metadata: Readonly<Record<string, string>>): Promise<RemoteJob[]> {
  const found: RemoteJob[] = [];
  for await (const data of client.fineTuning.jobs.list({ metadata: { ...metadata }, limit: 100 })) {
    const job = readJob(data);
    // Look-alikes may ignore the filter.
    if (Object.entries(metadata).every(([key, value]) => job.metadata[key] === value)) found.push(job);
  }
  return found.reverse();
}

function jobBody(request: JobRequest): OpenAI.FineTuning.JobCreateParams {
  return {
    model: request.model,
    training_file: request.trainingFile,
    ...(request.validationFile && { validation_file: request.validationFile }),
    ...(request.suffix && { suffix: request.suffix }),
    seed: request.seed,
    method: { type: 'supervised', supervised: { hyperparameters: request.hyperparameters } },
    metadata: request.metadata,
  };
}

const Job = z.object({
  id: z.string(),
  status: z.string(),
  created_at: z.number(),
  model: z.string(),
  metadata: z.record(z.string(), z.string()).nullish(),
  fine_tuned_model: z.string().nullish(),
  trained_tokens: z.number().nullish(),
  // Healthy jobs were seen with an error object full of nulls.
  error: z.object({ code: z.string().nullish(), message: z.string().nullish() }).nullish(),
});

function readJob(data: unknown): RemoteJob {
  const job = readable(Job, data);
  return {
    id: job.id,
    status: job.status,
    state: stateOf(job.status),
    createdAt: job.created_at,
    model: job.model,
    metadata: job.metadata ?? {},
    ...(job.fine_tuned_model && { fineTunedModel: job.fine_tuned_model }),
    ...(job.trained_tokens && { trainedTokens: job.trained_tokens }),
    ...(job.error?.code && { error: { code: job.error.code, message: job.error.message ?? '' } }),
  };
}

/** The list of statuses is open (pausing, paused were added): what does not end a job lets it go on. */
function stateOf(status: string): RemoteJob['state'] {
  return status === 'succeeded' || status === 'failed' || status === 'cancelled' ? status : 'going';
}
