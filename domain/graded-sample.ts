import type { AnswerOutcome, CallRecord } from './answer.ts';
import type { AnsweredSample } from './answered-sample.ts';
import type { TrivialAnswers } from './dataset.ts';
import type { RuleGraders } from './graders/grader.ts';
import { scoresBy } from './graders/rule-graders.ts';
import { type Grade, grade, type Metric, rules } from './grading.ts';
import { type AskedJudge, ratingOf } from './judging.ts';
import type { Rating } from './rating.ts';
import type { Sample } from './sample.ts';

/** One candidate's answer with its grade and, where the judge or a rule gave one, its rating. */
export interface GradedAnswer {
  candidate: string;
  kind: 'candidate' | 'baseline';
  answer: AnswerOutcome & { model?: string; call?: CallRecord };
  /** Undefined when the answer is missing. */
  grade: Grade | undefined;
  rating: Rating | undefined;
}

/** A sample with all its graded answers, the baseline's last. */
export interface GradedSample {
  sample: Sample;
  /** What its answers are scored by, whoever gave them. */
  metrics: readonly Metric[];
  answers: readonly GradedAnswer[];
}

/** What is needed to grade, and the same for all candidates. */
export interface Graders {
  judge?: AskedJudge | undefined;
  ratings?: ReadonlyMap<string, Rating> | undefined;
  trivial?: TrivialAnswers | undefined;
  /** The graders of the spec. */
  graders?: RuleGraders | undefined;
}

/** The pseudo-candidate that always gives the most frequent training answer of the question's wording. */
export const baselineName = 'most frequent answer';

/** Grades all answers to a sample by the same rules, and the baseline's with them. */
export function gradeSample({ sample, answers }: AnsweredSample, graders: Graders): GradedSample {
  const graded = answers.map(
    ({ candidate, answer }): GradedAnswer => ({
      candidate,
      kind: 'candidate',
      answer,
      grade: gradeAnswer(sample, answer, graders),
      rating: graders.judge && ratingOf(graders.judge, sample, answer, graders.ratings ?? new Map()),
    }),
  );
  return {
    sample,
    metrics: metricsOf(sample, graders),
    answers: graders.trivial ? [...graded, baselineOf(sample, graders.trivial, graders)] : graded,
  };
}

function metricsOf(sample: Sample, { graders = new Map() }: Graders): Metric[] {
  return [...rules, ...[...graders].filter(([, grader]) => grader.applies(sample)).map(([name]) => name)];
}

function gradeAnswer(sample: Sample, answer: AnswerOutcome, { graders }: Graders): Grade | undefined {
  const graded = grade(answer, sample.targets);
  if (!graded || !graders?.size) return graded;
  const said = scoresBy(graders, sample, answer);
  const scores = Object.fromEntries(Object.entries(said).map(([name, { score }]) => [name, score]));
  return { ...graded, scores: { ...graded.scores, ...scores }, graders: said };
}

function baselineOf(sample: Sample, trivial: TrivialAnswers, graders: Graders): GradedAnswer {
  const own = Object.hasOwn(trivial.byQuestion, sample.question) ? trivial.byQuestion[sample.question] : undefined;
  const answer: AnswerOutcome = { outcome: 'answered', text: own ?? trivial.otherwise, cutByLength: false };
  const graded = gradeAnswer(sample, answer, graders);
  return { candidate: baselineName, kind: 'baseline', answer, grade: graded, rating: undefined };
}
