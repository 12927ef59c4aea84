import type { CallRecord } from './answer.ts';

/** What the judge is asked to rate: each distinct triple once, whichever candidates gave the answer. */
export interface RatingItem {
  /** Hash of the other fields. */
  id: string;
  question: string;
  targets: readonly string[];
  answer: string;
}

/** A label of the rubric, with the reason for it. */
export interface RatedOutcome {
  outcome: 'rated';
  label: string;
  reason: string;
  /** The rule that gave it, where the judge was not asked. */
  settledBy?: 'exact match' | 'normalised match' | 'yes or no';
}

/** What the judge said of one item; `failed` is missing, never a zero. */
export type RatingOutcome = RatedOutcome | { outcome: 'failed'; reason: string };

/** One line of a rating shard. */
export type Rating = RatingOutcome & { itemId: string; model?: string; call: CallRecord };
