import type { ChatReply, ChatRequest } from '../domain/answering/chat.ts';
import type { Problem } from '../domain/answering/problem.ts';

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

/** Asks models. Like those of the other parts, each method makes one attempt and throws {@link ProviderError}. */
export interface Chat {
  chat(request: ChatRequest): Promise<ChatReply>;
}

/** Knows which models are served. */
export interface Models {
  /** Throws where the model is not served. */
  retrieveModel(id: string): Promise<RemoteModel>;
  /** Whether a model is served, as far as that is told without asking it anything, which may be paid. */
  lookUpModel(id: string): Promise<'served' | 'not served' | 'not told'>;
}

/** Trains models from files. */
export interface Trainer {
  /** The newest file of that name and size, if any. */
  findFile(upload: Pick<FileUpload, 'filename' | 'bytes'>): Promise<RemoteFile | undefined>;
  uploadFile(upload: FileUpload): Promise<RemoteFile>;
  /** Deletes a file; harmless where there is none. */
  deleteFile(id: string): Promise<void>;
  /** Deletes a tuned model; harmless where there is none. */
  deleteModel(id: string): Promise<void>;
  /** The jobs that carry all of some metadata, the oldest first. */
  findJobs(metadata: Readonly<Record<string, string>>): Promise<RemoteJob[]>;
  createJob(request: JobRequest): Promise<RemoteJob>;
  retrieveJob(id: string): Promise<RemoteJob>;
  cancelJob(id: string): Promise<RemoteJob>;
  /** What was told of a job, oldest first: all that stands out, and the newest of the rest. */
  jobEvents(id: string): Promise<JobEvent[]>;
}

/** A model that is served by a deployment, for as long as that is there. */
export interface Deployment {
  /** Chosen by us, so that a later attempt finds it. */
  name: string;
  state: 'coming' | 'ready' | 'failed';
  /** The provider's own word. */
  status: string;
  /** The name by which the model is asked. */
  servedAs: string;
}

/** Serves models that answer nowhere before they are deployed, and that cost for as long as they are. */
export interface Host {
  findDeployment(name: string): Promise<Deployment | undefined>;
  /** Makes a deployment; one of that name that is there already comes back. */
  deploy(deployment: { name: string; model: string }): Promise<Deployment>;
  /** Ends a deployment; harmless where there is none. */
  release(name: string): Promise<void>;
}

/** Takes many requests at once, for less, and gives their replies within a day. */
export interface Batches {
  /** The id of the batch that was handed in by that name, if any. */
  findBatch(name: string): Promise<string | undefined>;
  /** Hands in requests by their keys; gives the id of the batch. */
  submitBatch(name: string, requests: ReadonlyMap<string, ChatRequest>): Promise<string>;
  /** The replies by the keys of their requests, or what was wrong with one; undefined while the batch goes on. */
  batchReplies(id: string): Promise<ReadonlyMap<string, ChatReply | Problem> | undefined>;
}

/** A provider in parts: what every kind has, and what only some have. */
export interface Provider extends Chat, Models {
  trainer?: Trainer;
  host?: Host;
  batches?: Batches;
}

/** A provider that trains. */
export type TrainingProvider = Provider & { trainer: Trainer };

/** What it took to ask. */
export interface Tries {
  /** All calls. */
  attempts: number;
  /** Those that were served and could not be read: they may be paid, and nobody knows their tokens. */
  unread: number;
}

/** A call did not succeed, at the last of some attempts; `problem` says what to do. */
export class ProviderError extends Error implements Tries {
  override name = 'ProviderError';
  readonly problem: Problem;
  readonly attempts: number;
  readonly unread: number;

  constructor(problem: Problem, { attempts, unread }: Tries = { attempts: 1, unread: 0 }) {
    super(problem.message);
    this.problem = problem;
    this.attempts = attempts;
    this.unread = unread;
  }
}

/** Throws where a provider does not train. */
export function requireTrainer(provider: Provider, name: string): TrainingProvider {
  const { trainer } = provider;
  if (trainer) return { ...provider, trainer };
  const message = `provider "${name}" trains no models: name another in fineTune.provider`;
  throw new ProviderError({ action: 'failed', code: 'no_trainer', message });
}
