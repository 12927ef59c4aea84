import { stringify } from 'csv-stringify/sync';
import type { AnswerOutcome } from '../answer.ts';
import type { GradedAnswer, GradedSample } from '../graded-sample.ts';
import type { Sample } from '../sample.ts';
import { slicesOf } from '../slices.ts';

const columns = [
  'sample',
  'image',
  'cluster',
  'question',
  'targets',
  'slices',
  'candidate',
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

type Row = Record<(typeof columns)[number], string | number>;

/** The first line of `predictions.csv`. */
export function predictionHeader(): string {
  return stringify([[...columns]]);
}

/** The lines of one sample, one a candidate; cells that a spreadsheet would take for a formula are made safe. */
export function predictionLines({ sample, answers }: GradedSample): string {
  const rows = answers.filter(({ kind }) => kind === 'candidate').map((answer) => rowOf(sample, answer));
  return stringify(rows, { columns: [...columns], escape_formulas: true });
}

function rowOf(sample: Sample, { candidate, answer, grade, rating }: GradedAnswer): Row {
  return {
    sample: sample.id,
    image: sample.image.sha256,
    cluster: sample.cluster,
    question: sample.question,
    targets: sample.targets.join(' | '),
    slices: slicesText(sample),
    candidate,
    outcome: answer.outcome,
    answer: answer.outcome === 'failed' ? '' : answer.text,
    reason: reasonOf(answer),
    cut_by_length: answer.outcome === 'answered' && answer.cutByLength ? 'yes' : '',
    exact: grade?.scores.exact ?? '',
    normalised: grade?.scores.normalised ?? '',
    contains: grade?.scores.contains ?? '',
    graded: grade?.graded ?? '',
    explanation: grade?.explanation ?? '',
    rating: rating?.outcome === 'rated' ? rating.label : '',
    rating_reason: rating?.reason ?? '',
  };
}

function slicesText(sample: Sample): string {
  const slices = Object.entries(slicesOf(sample)).sort(([a], [b]) => (a < b ? -1 : 1));
  return slices.map(([dimension, value]) => `${dimension}=${value}`).join('; ');
}

function reasonOf(answer: AnswerOutcome): string {
  if (answer.outcome === 'failed') return answer.reason;
  return answer.outcome === 'refused' ? `refused by the ${answer.by}` : '';
}
