import type { Answer } from './answer.ts';
import type { Sample } from './sample.ts';

/** A sample with what each candidate said to it. */
export interface AnsweredSample {
  sample: Sample;
  answers: readonly { candidate: string; answer: Answer }[];
}
