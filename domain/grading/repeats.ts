import type { AnswerCounts, AnswerOutcome } from '../answering/answer.ts';
import type { Grade, Metric } from './grading.ts';

/**
 * The one of several repeats that stands for their sample: the median in an order from best to worst, the worse of the
 * two in the middle; what is missing comes before everything else, since it leaves the sample unknown. Throws without any.
 */
export function middleOf<Repeat>(repeats: readonly Repeat[], placeOf: (repeat: Repeat) => number | undefined): Repeat {
  const missing = repeats.find((repeat) => placeOf(repeat) === undefined);
  const sorted = [...repeats].sort((a, b) => (placeOf(a) ?? 0) - (placeOf(b) ?? 0));
  const middle = missing ?? sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('a sample without a repeat');
  return middle;
}

/** How a sample ended: failed when one repeat is missing, refused when half of them were, answered otherwise. */
export function outcomeOfRepeats(repeats: readonly Pick<AnswerOutcome, 'outcome'>[]): keyof AnswerCounts {
  return middleOf(repeats, placeOfOutcome).outcome;
}

/** An answer comes before a refusal; a failure has no place. */
export function placeOfOutcome({ outcome }: Pick<AnswerOutcome, 'outcome'>): number | undefined {
  return outcome === 'failed' ? undefined : Number(outcome === 'refused');
}

/** The mean score of all repeats, in the words of the one that stands for them; undefined when one is missing. */
export function meanGrade(grades: readonly (Grade | undefined)[], middle: Grade | undefined): Grade | undefined {
  if (grades.length === 1) return middle;
  const known = grades.filter((grade) => grade !== undefined);
  if (!middle || known.length < grades.length) return undefined;
  const meanOf = (metric: Metric) => known.reduce((sum, { scores }) => sum + (scores[metric] ?? NaN), 0) / known.length;
  // A grader that failed on one repeat leaves the sample without its score.
  const means = Object.keys(middle.graders ?? {})
    .map((metric) => [metric, meanOf(metric)] as const)
    .filter(([, mean]) => !Number.isNaN(mean));
  const scores = { exact: meanOf('exact'), normalised: meanOf('normalised'), contains: meanOf('contains') };
  return { ...middle, scores: { ...scores, ...Object.fromEntries(means) } };
}

/** True when repeats, compared as the normalised rule compares them, are not all the same. */
export function hasChanged(repeats: readonly { answer: AnswerOutcome; grade: Grade | undefined }[]): boolean {
  return (
    repeats.length > 1 &&
    new Set(repeats.map(({ answer, grade }) => `${answer.outcome} ${grade?.graded ?? ''}`)).size > 1
  );
}
