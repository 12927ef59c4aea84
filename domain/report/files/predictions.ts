import { stringify } from 'csv-stringify/sync';
import type { AnswerOutcome } from '../../answering/answer.ts';
import type { Sample } from '../../data/sample.ts';
import { slicesOf } from '../../data/slices.ts';
import { inert } from '../../data/spreadsheet-text.ts';
import type { GradedRepeat, GradedSample } from '../../grading/graded-sample.ts';
import type { GraderScore } from '../../grading/graders/grader.ts';
import type { Rule } from '../../grading/grading.ts';

/** What a candidate said to a sample, with its grades and rating; a row of `predictions.csv` and `predictions.parquet`. */
export interface Prediction {
  sample: string;
  /** The user's own id, and file and row of the source, where a row of it is one question. */
  id: string | undefined;
  source: string | undefined;
  /** Hashes of the images, in their order. */
  images: readonly string[];
  cluster: string;
  question: string;
  targets: readonly string[];
  slices: Readonly<Record<string, string>>;
  candidate: string;
  /** Which time the sample was asked, from 1. */
  repeat: number;
  outcome: AnswerOutcome['outcome'];
  /** Absent when there is none. */
  answer: string | undefined;
  /** Why there is no answer, or who refused it. */
  reason: string | undefined;
  cutByLength: boolean;
  /** Absent when the answer is missing. */
  scores: Readonly<Record<Rule, number>> | undefined;
  graded: string | undefined;
  explanation: string | undefined;
  rating: string | undefined;
  ratingReason: string | undefined;
  /** What the graders of the spec say, by name; those that do not apply are absent. */
  graders: Readonly<Record<string, GraderScore>>;
}

/** The predictions of one sample, one for each repeat of each candidate. */
export function predictionsOf({ sample, answers }: GradedSample): Prediction[] {
  return answers
    .filter(({ kind }) => kind === 'candidate')
    .flatMap(({ candidate, repeats }) =>
      repeats.map((repeat, index) => ({ ...predictionOf(sample, repeat), candidate, repeat: index + 1 })),
    );
}

function predictionOf(
  sample: Sample,
  { answer, grade, rating }: GradedRepeat,
): Omit<Prediction, 'candidate' | 'repeat'> {
  return {
    sample: sample.id,
    id: sample.ownId,
    source: sample.where,
    images: sample.images.map(({ sha256 }) => sha256),
    cluster: sample.cluster,
    question: sample.question,
    targets: sample.targets,
    slices: slicesOf(sample),
    outcome: answer.outcome,
    answer: answer.outcome === 'failed' ? undefined : answer.text,
    reason: reasonOf(answer),
    cutByLength: answer.outcome === 'answered' && answer.cutByLength,
    scores: grade?.scores,
    graded: grade?.graded,
    explanation: grade?.explanation,
    rating: rating?.outcome === 'rated' ? rating.label : undefined,
    ratingReason: rating?.reason,
    graders: grade?.graders ?? {},
  };
}

function reasonOf(answer: AnswerOutcome): string | undefined {
  if (answer.outcome === 'failed') return answer.reason;
  return answer.outcome === 'refused' ? `refused by the ${answer.by}` : undefined;
}

const columns = [
  'sample',
  'image',
  'cluster',
  'question',
  'targets',
  'slices',
  'candidate',
  'repeat',
  'outcome',
  'answer',
  'reason',
  'cut_by_length',
  'exact',
  'normalised',
  'contains',
  'graded',
  'explanation',
  'rating',
  'rating_reason',
] as const;

type Row = Record<string, string | number | undefined>;

/** What the columns of predictions hang on. */
export interface PredictionShape {
  /** Names of the graders of the spec. */
  graders?: readonly string[];
  /** Whether samples have ids and places in the source: see `isQuestionARow`. */
  hasPlaces?: boolean;
}

/** The first line of `predictions.csv`; Excel knows UTF-8 by the mark it begins with. */
export function predictionHeader(shape: PredictionShape = {}): string {
  return stringify([columnsWith(shape)], { bom: true });
}

function columnsWith({ graders = [], hasPlaces = false }: PredictionShape): string[] {
  const [sample, ...others] = columns;
  const places = hasPlaces ? ['id', 'source'] : [];
  return [sample, ...places, ...others, ...graders.flatMap((name) => [`grader_${name}`, `grader_${name}_explanation`])];
}

/** Lines of `predictions.csv`; cells that a spreadsheet would take for a formula are made safe. */
export function predictionLines(predictions: readonly Prediction[], shape: PredictionShape = {}): string {
  return stringify(predictions.map(rowOf), { columns: columnsWith(shape), cast: { string: inert } });
}

function rowOf({ images, targets, slices, cutByLength, scores, ratingReason, graders, ...same }: Prediction): Row {
  return {
    ...same,
    image: images.join(' | '),
    targets: targets.join(' | '),
    slices: slicesText(slices),
    cut_by_length: cutByLength ? 'yes' : '',
    exact: scores?.exact,
    normalised: scores?.normalised,
    contains: scores?.contains,
    rating_reason: ratingReason,
    ...Object.fromEntries(Object.entries(graders).flatMap(([name, said]) => cellsOf(name, said))),
  };
}

function cellsOf(name: string, { score, explanation }: GraderScore): [string, string | number][] {
  return [
    [`grader_${name}`, score],
    [`grader_${name}_explanation`, explanation],
  ];
}

function slicesText(slices: Prediction['slices']): string {
  const sorted = Object.entries(slices).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([dimension, value]) => `${dimension}=${value}`).join('; ');
}
