import type { CallRecord } from '../domain/answering/answer.ts';
import type { ChatReply, ChatRequest } from '../domain/answering/chat.ts';
import type { Problem } from '../domain/answering/problem.ts';
import type { SampleImage } from '../domain/data/sample.ts';

/** What is asked about an item: a request that names its images by hash, and those images. */
export interface Question {
  request: Omit<ChatRequest, 'imageUrls'>;
  /** Those of the worked examples first. */
  images: readonly SampleImage[];
  /** Which time it is asked; absent the first time. */
  repeat?: number;
}

/**
 * Who is asked, a candidate or a rater, without how: the same questions and outcomes, whether each call is made now or
 * many are handed in as a batch.
 */
export interface Respondent<Item, Outcome> {
  questionOf(item: Item): Question;
  outcomeOf(reply: ChatReply): Outcome;
  /** What a problem that concerns this item alone comes to; undefined for one that others would meet too. */
  outcomeOfProblem(problem: Problem): Outcome | undefined;
  /** Times that an item is asked while its outcome is failed. */
  readings: number;
}

/** An outcome with who gave it, and what that took. */
export type Told<Outcome> = Outcome & {
  /** The model that the provider says has answered; absent when it did not say. */
  model?: string;
  call: CallRecord;
};
