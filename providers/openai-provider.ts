import OpenAI from 'openai';
import type { ChatReply, ChatRequest } from '../domain/answering/chat.ts';
import type { Message } from '../domain/answering/messages.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { classify, type Telling } from './classify.ts';
import { type Cleaner, createCleaner } from './cleaner.ts';
import type { ExtraHeaders } from './identity.ts';
import { chatBody } from './openai/chat-body.ts';
import { findFile, uploadFile } from './openai/files.ts';
import { findJobs, jobBody, jobEvents, readJob } from './openai/jobs.ts';
import { lookUpModel, retrieveModel } from './openai/models.ts';
import { readReply } from './openai/reply.ts';
import { ProviderError, type TrainingProvider } from './port.ts';

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
}: OpenAiOptions): TrainingProvider {
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
  const { jobs } = client.fineTuning;

  function chat(request: ChatRequest): Promise<ChatReply> {
    const telling = { cleaner, sent: request.messages.flatMap(textsOf) };
    return guardedBy(telling)(async () => {
      const body = chatBody(request);
      const headers = { 'content-type': 'application/json' };
      const { data, response } = await client.post('/chat/completions', { body, headers }).withResponse();
      return readReply(data, response.headers, telling);
    });
  }

  return {
    chat,
    retrieveModel: (id) => guarded(() => retrieveModel(client, id, chat)),
    lookUpModel: (id) => guarded(() => lookUpModel(client, id)),
    trainer: {
      findFile: (upload) => guarded(() => findFile(client, upload)),
      uploadFile: (upload) => guarded(() => uploadFile(client, upload)),
      deleteFile: (id) => guarded(() => unlessGone(client.files.delete(id))),
      deleteModel: (id) => guarded(() => unlessGone(client.models.delete(id))),
      findJobs: (metadata) => guarded(() => findJobs(client, metadata, cleaner)),
      createJob: (request) => guarded(async () => readJob(await jobs.create(jobBody(request)), cleaner)),
      retrieveJob: (id) => guarded(async () => readJob(await jobs.retrieve(id), cleaner)),
      cancelJob: (id) => guarded(async () => readJob(await jobs.cancel(id), cleaner)),
      jobEvents: (id) => guarded(() => jobEvents(client, id, cleaner)),
    },
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

/** What is gone need not be deleted. */
async function unlessGone(deleting: Promise<unknown>): Promise<void> {
  await deleting.catch((error: unknown) => {
    if (classify(error)?.status !== 404) throw error;
  });
}

/** What a provider may quote in an error. */
function textsOf({ content }: Message): string[] {
  if (typeof content === 'string') return [content];
  return content.map((part) => (part.type === 'text' ? part.text : part.type === 'link' ? part.url : part.sha256));
}
