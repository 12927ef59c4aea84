import type { SentParameters } from '../models/parameters-sent.ts';
import type { Usage } from './answer.ts';
import type { Message } from './messages.ts';

/** One question to a model. */
export interface ChatRequest extends SentParameters {
  model: string;
  messages: readonly Message[];
  /** Data URLs of the images that the messages name, by hash, as the bytes that are sent. */
  imageUrls: ReadonlyMap<string, Uint8Array>;
  detail?: 'auto' | 'low' | 'high';
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
