import type { AnswerOutcome } from '../answering/answer.ts';
import { isClosed } from '../data/sample.ts';
import type { JudgeSpec } from '../spec/run-spec.ts';
import { grade } from './grading.ts';
import type { RatedOutcome } from './rating.ts';

/**
 * The rating that the rules give an answer by `judge.when: unsettled`, so that the judge is not asked: the best label to an
 * exact or normalised match and to a yes or no read as right, the worst to a yes or no read as wrong. Undefined when the
 * rules settle nothing; the same for the same answer, whoever gave it.
 */
export function settle(
  { when, rubric }: Pick<JudgeSpec, 'when' | 'rubric'>,
  targets: readonly string[],
  answer: AnswerOutcome,
): RatedOutcome | undefined {
  if (when !== 'unsettled' || answer.outcome !== 'answered') return undefined;
  const graded = grade(answer, targets);
  const [best, worst] = [rubric.labels[0]?.name, rubric.labels.at(-1)?.name];
  if (!graded || best === undefined || worst === undefined) return undefined;
  const { scores, explanation, unreadable } = graded;
  if (scores.exact === 1) return settled(best, 'exact match', explanation);
  if (isClosed(targets)) {
    return unreadable ? undefined : settled(scores.normalised === 1 ? best : worst, 'yes or no', explanation);
  }
  return scores.normalised === 1 ? settled(best, 'normalised match', explanation) : undefined;
}

function settled(label: string, by: NonNullable<RatedOutcome['settledBy']>, explanation: string): RatedOutcome {
  return { outcome: 'rated', label, reason: `settled by ${by}: ${explanation}`, settledBy: by };
}
