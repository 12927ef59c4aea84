import type { Sample } from '../../data/sample.ts';
import type { Rating } from '../rating.ts';

/** What a grader of the spec says of one answer. */
export interface GraderScore {
  /** From 0 to 1. */
  score: number;
  explanation: string;
  /** True when nothing to score could be read from the answer; it is scored as wrong. */
  unreadable: boolean;
}

/** A grader of the spec: pure, and the same for all candidates. */
export interface Grader {
  /** Whether it scores answers to this sample at all; where it does not, no candidate has a score. */
  applies(sample: Sample): boolean;
  /** Scores the text of an answer; undefined when it is a model that has not rated it, or failed to. */
  score(text: string, sample: Sample, ratings?: ReadonlyMap<string, Rating>): GraderScore | undefined;
}

/** A grader that is a rule: it scores the text against each accepted answer and keeps the best. */
export interface RuleGrader extends Grader {
  score(text: string, sample: Sample): GraderScore;
}

/** The graders of a spec by name, in its order. */
export type SpecGraders = ReadonlyMap<string, Grader>;

/** A score of something that could be read. */
export function scored(score: number, explanation: string): GraderScore {
  return { score, explanation, unreadable: false };
}

/** The score of an answer from which nothing can be read. */
export function unreadable(explanation: string): GraderScore {
  return { score: 0, explanation, unreadable: true };
}

/** The best of some scores, the first of equally good ones. */
export function bestOf(scores: readonly GraderScore[]): GraderScore {
  return scores.reduce((best, next) => (next.score > best.score ? next : best));
}

/** A text in quotes for an explanation, of which a long one says no more by its end. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > mostQuoted ? `${text.slice(0, mostQuoted)}…` : text);
}

const mostQuoted = 300;
