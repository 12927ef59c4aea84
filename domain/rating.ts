import type { CallRecord } from './answer.ts';

/** What the judge is asked to rate: each distinct triple once, whichever candidates gave the answer. */
export interface RatingItem {
  /** Hash of the other fields. */
  id: string;
  question: string;
  targets: readonly string[];
  answer: string;
}

/** What the judge said of one item; `failed` is missing, never a zero. */
export type RatingOutcome = { outcome: 'rated'; label: string; reason: string } | { outcome: 'failed'; reason: string };

/** One line of a rating shard. */
export type Rating = RatingOutcome & { itemId: string; model?: string; call: CallRecord };
