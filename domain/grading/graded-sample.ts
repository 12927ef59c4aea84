import type { Answer, AnswerOutcome, CallRecord } from '../answering/answer.ts';
import type { AnsweredSample } from '../answering/answered-sample.ts';
import type { TrivialAnswers } from '../data/dataset.ts';
import type { Sample } from '../data/sample.ts';
import type { SpecGraders } from './graders/grader.ts';
import { scoresBy } from './graders/spec-graders.ts';
import { type Grade, grade, type Metric, rules } from './grading.ts';
import { type AskedJudge, isJudged, placeOfRating, ratingOf } from './judging.ts';
import type { Rating } from './rating.ts';
import { meanGrade, middleOf, outcomeOfRepeats, placeOfOutcome } from './repeats.ts';

/** One answer with its grade and, where the judge or a rule gave one, its rating. */
export interface GradedRepeat {
  answer: AnswerOutcome & { model?: string; call?: CallRecord };
  /** Undefined when the answer is missing. */
  grade: Grade | undefined;
  rating: Rating | undefined;
}

/** What a candidate said to a sample; of several repeats the middle one with their mean scores. */
export interface GradedAnswer extends GradedRepeat {
  candidate: string;
  kind: 'candidate' | 'baseline';
  /** All repeats, in order; only the answer itself where each sample is asked once. */
  repeats: readonly GradedRepeat[];
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
  graders?: SpecGraders | undefined;
}

/** The pseudo-candidate that always gives the most frequent training answer of the question's wording. */
export const baselineName = 'most frequent answer';

/** Grades all answers to a sample by the same rules, and the baseline's with them. */
export function gradeSample({ sample, answers }: AnsweredSample, all: Graders): GradedSample {
  const graders = { ...all, graders: applyingTo(sample, all.graders) };
  const byCandidate = Map.groupBy(answers, ({ candidate }) => candidate);
  const graded = [...byCandidate].map(([candidate, asked]) => {
    const repeats = asked.map(({ answer }) => gradeRepeat(sample, answer, graders));
    return together(candidate, repeats, sample, graders);
  });
  return {
    sample,
    metrics: [...rules, ...graders.graders.keys()],
    answers: graders.trivial ? [...graded, baselineOf(sample, graders.trivial, graders)] : graded,
  };
}

function gradeRepeat(sample: Sample, answer: Answer, graders: Graders): GradedRepeat {
  const rating = graders.judge && ratingOf(graders.judge, sample, answer, graders.ratings ?? new Map());
  return { answer, grade: gradeAnswer(sample, answer, graders), rating };
}

function together(
  candidate: string,
  repeats: readonly GradedRepeat[],
  { targets }: Sample,
  { judge }: Graders,
): GradedAnswer {
  const outcome = outcomeOfRepeats(repeats.map(({ answer }) => answer));
  const middle =
    outcome === 'answered' && judge && isJudged(judge, targets)
      ? middleOf(repeats, ({ answer, rating }) => placeOfRating(judge, answer, rating))
      : middleOf(repeats, ({ answer }) => placeOfOutcome(answer));
  const grades = repeats.map(({ grade }) => grade);
  return { candidate, kind: 'candidate', ...middle, grade: meanGrade(grades, middle.grade), repeats };
}

function applyingTo(sample: Sample, graders: SpecGraders = new Map()): SpecGraders {
  return new Map([...graders].filter(([, grader]) => grader.applies(sample)));
}

function gradeAnswer(sample: Sample, answer: AnswerOutcome, { graders, ratings }: Graders): Grade | undefined {
  const graded = grade(answer, sample.targets);
  if (!graded || !graders?.size) return graded;
  const said = scoresBy(graders, sample, answer, ratings);
  const scores = Object.fromEntries(Object.entries(said).map(([name, { score }]) => [name, score]));
  return { ...graded, scores: { ...graded.scores, ...scores }, graders: said };
}

function baselineOf(sample: Sample, trivial: TrivialAnswers, graders: Graders): GradedAnswer {
  const own = Object.hasOwn(trivial.byQuestion, sample.question) ? trivial.byQuestion[sample.question] : undefined;
  const answer: AnswerOutcome = { outcome: 'answered', text: own ?? trivial.otherwise, cutByLength: false };
  // Models are not asked about it, and what they said of the same text elsewhere would be chance.
  const graded = gradeAnswer(sample, answer, { ...graders, ratings: undefined });
  const repeat = { answer, grade: graded, rating: undefined };
  return { candidate: baselineName, kind: 'baseline', ...repeat, repeats: [repeat] };
}
