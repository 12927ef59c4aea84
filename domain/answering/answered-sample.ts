import type { Sample } from '../data/sample.ts';
import type { Answer } from './answer.ts';

/** A sample with what each candidate said to it; a candidate that was asked k times is there k times, in order. */
export interface AnsweredSample {
  sample: Sample;
  answers: readonly { candidate: string; answer: Answer }[];
}
