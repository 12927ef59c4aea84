import type { AnsweredSample } from '../answering/answered-sample.ts';
import type { Split } from '../data/sample.ts';
import { isBlank } from '../grading/reply-texts.ts';
import type { DataSpec } from '../spec/run-spec.ts';

/** Whether the rows of a split must have answers of their own: not where what a candidate has said takes their place. */
export function needsLabels(split: Split | 'all', { targets }: Pick<DataSpec, 'targets'>): boolean {
  return split !== 'unlabelled' && (targets === undefined || split === 'train');
}

/**
 * A sample as the others are held against what one candidate said: its answers, all of several, are what is accepted, and
 * it is no candidate itself. Undefined where it gave none: then there is nothing to agree with.
 */
export function heldAgainst(candidate: string, { sample, answers }: AnsweredSample): AnsweredSample | undefined {
  const said = answers.flatMap(({ candidate: who, answer }) =>
    who === candidate && answer.outcome === 'answered' && !isBlank(answer.text) ? [answer.text.trim()] : [],
  );
  if (said.length === 0) return undefined;
  const others = answers.filter(({ candidate: who }) => who !== candidate);
  return { sample: { ...sample, targets: [...new Set(said)] }, answers: others };
}
