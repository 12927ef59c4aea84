import type { Usage } from '../domain/answer.ts';
import type { Message } from '../domain/messages.ts';
import type { Problem } from '../domain/problem.ts';

/** One question to a model. */
export interface ChatRequest {
  model: string;
  messages: readonly Message[];
  /** Data URLs of the images that the messages name, by hash. */
  imageUrls: ReadonlyMap<string, string>;
  detail?: 'auto' | 'low' | 'high';
  /** What is absent is left to the provider. */
  temperature?: number;
  topP?: number;
  maxTokens?: number;
  reasoningEffort?: 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';
  seed?: number | undefined;
  /** A JSON schema that the answer must obey. */
  schema?: { name: string; schema: Record<string, unknown> };
}

/** What came back from a call that succeeded; a refusal is a success of the call. */
export interface ChatReply {
  text: string;
  refusal?: string;
  /** `unknown`: a word that we do not know, or none. A word that names an error is thrown, so that we ask again. */
  finish: 'stop' | 'length' | 'content_filter' | 'unknown';
  /** The provider's own word, where `finish` is another. */
  finishWord?: string;
  /** True when the model has only thought: there is reasoning beside an empty text. */
  reasoning?: boolean;
  /** The model that the provider says has answered; absent when it does not say. */
  model?: string;
  /** Of the configuration that answered, `system_fingerprint`. */
  fingerprint?: string;
  usage?: Usage;
  requestId?: string;
}

export interface RemoteFile {
  id: string;
  filename: string;
  bytes: number;
}

/** A file to upload; its name carries its hash, so that a later attempt can find it. */
export interface FileUpload {
  path: string;
  filename: string;
  bytes: number;
}

export interface JobRequest {
  model: string;
  trainingFile: string;
  validationFile?: string;
  suffix?: string;
  seed: number;
  hyperparameters: {
    n_epochs: number | 'auto';
    batch_size: number | 'auto';
    learning_rate_multiplier: number | 'auto';
  };
  /** By which a later attempt, or another run, finds the job. */
  metadata: Record<string, string>;
}

/** The state of a fine-tuning job; statuses we do not know count as still going on. */
export interface RemoteJob {
  id: string;
  state: 'going' | 'succeeded' | 'failed' | 'cancelled';
  /** The provider's own word. */
  status: string;
  createdAt: number;
  model: string;
  metadata: Readonly<Record<string, string>>;
  fineTunedModel?: string;
  trainedTokens?: number;
  error?: { code: string; message: string };
}

export interface JobEvent {
  id: string;
  level: string;
  message: string;
}

export interface RemoteModel {
  id: string;
  /** When the provider will stop serving it, as an ISO date. */
  shutdownDate?: string;
}

/** Who trains and answers. Every method makes one attempt and throws {@link ProviderError}. */
export interface ModelProvider {
  chat(request: ChatRequest): Promise<ChatReply>;
  retrieveModel(id: string): Promise<RemoteModel>;
  /** The newest file of that name and size, if any. */
  findFile(upload: Pick<FileUpload, 'filename' | 'bytes'>): Promise<RemoteFile | undefined>;
  uploadFile(upload: FileUpload): Promise<RemoteFile>;
  /** The jobs that carry all of some metadata, the oldest first. */
  findJobs(metadata: Readonly<Record<string, string>>): Promise<RemoteJob[]>;
  createJob(request: JobRequest): Promise<RemoteJob>;
  retrieveJob(id: string): Promise<RemoteJob>;
  cancelJob(id: string): Promise<RemoteJob>;
  /** The newest events of a job, oldest first. */
  jobEvents(id: string): Promise<JobEvent[]>;
}

/** A call did not succeed; `problem` says what to do. */
export class ProviderError extends Error {
  override name = 'ProviderError';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
