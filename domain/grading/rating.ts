import type { AnswerOutcome, CallRecord, Trouble } from '../answering/answer.ts';
import type { Message } from '../answering/messages.ts';
import type { Sample, SampleImage } from '../data/sample.ts';
import type { ParameterWishes } from '../models/parameters-sent.ts';

/** What a model is asked to rate: each distinct item once, whichever candidates gave the answer. */
export interface RatingItem {
  /** Hash of what the model is asked. */
  id: string;
  /** The grader of the spec that asks; absent for the judge. */
  grader?: string;
  question: string;
  targets: readonly string[];
  answer: string;
  /** What a grader's template may name besides. */
  slices?: Readonly<Record<string, string>>;
  /** The images of the question, for a grader that shows them. */
  images?: readonly SampleImage[];
}

/** A label with the reason for it: of the judge's rubric, or what a grader that is a model replied. */
export interface RatedOutcome {
  outcome: 'rated';
  label: string;
  reason: string;
  /** The rule that gave it, where the judge was not asked. */
  settledBy?: 'exact match' | 'normalised match' | 'yes or no';
}

/** What a model said of one item; `failed` is missing, never a zero. */
export type RatingOutcome = RatedOutcome | ({ outcome: 'failed' } & Trouble);

/** One line of a rating shard. */
export type Rating = RatingOutcome & {
  itemId: string;
  /** As in its item. */
  grader?: string;
  model?: string;
  call: CallRecord;
};

/** A model that rates answers: the judge, or a grader of the spec that is a model. */
export interface Rater {
  /** Absent for the judge; else the grader's name. */
  name?: string;
  model: string;
  provider: string;
  /** As its spec wishes; what is sent stands in the plan. */
  parameters: ParameterWishes;
  /** That its reply must obey. */
  schema: { name: string; schema: Record<string, unknown> };
  /** What it has to rate of an answer; undefined when it is not asked. */
  itemOf(sample: Sample, answer: AnswerOutcome): RatingItem | undefined;
  /** The prompt of an item. */
  messagesOf(item: RatingItem): Message[];
  /** Reads its reply; undefined when it is none. */
  read(reply: string): Pick<RatedOutcome, 'label' | 'reason'> | undefined;
}

/** The name of a rater where all are listed; no candidate has a space in its name. */
export function raterName(grader: string | undefined): string {
  return grader === undefined ? judgeName : `grader ${grader}`;
}

/** Whether it is a rater that is called so where all who are asked are listed. */
export function isRater(who: string): boolean {
  return who.includes(' ');
}

/** What the judge is called where all raters are listed. */
export const judgeName = 'the judge';
