import type { AnswerOutcome } from '../answering/answer.ts';

/** One answer of a predictions file or of an earlier run, before it is known which sample it belongs to. */
export interface StoredEntry {
  /** File and line, or run and sample, for messages to a person. */
  where: string;
  id?: string;
  question?: string;
  /** sha256 of the images that were sent, in their order. */
  images?: readonly string[];
  /** Hash of all that was asked, where a capture has one. */
  askedHash?: string;
  targets?: readonly string[];
  /** Who answered, where a file holds several. */
  candidate?: string;
  /** The model as the file names it. */
  model?: string;
  /** The model that the provider said has answered, where that is told besides. */
  resolved?: string;
  /** When its provider stops serving the model, an ISO date. */
  shutdownDate?: string;
  /** Which time the sample was asked, from 1; absent where the file does not number. */
  repeat?: number;
  /** When it was said, ISO 8601. */
  at?: string;
  said: AnswerOutcome;
}

/** A sample, as far as stored answers are held against it. */
export interface WantedSample {
  id: string;
  /** The user's own. */
  ownId?: string;
  question: string;
  images: readonly string[];
  /** Hash of all that is asked, as a capture has it. */
  askedHash: string;
  targets: readonly string[];
}

/** What a reader of people's files may find wrong; the message names the lines. */
export class StoredAnswersError extends Error {
  override name = 'StoredAnswersError';
}
