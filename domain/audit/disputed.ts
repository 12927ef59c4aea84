import { isClosed } from '../data/sample.ts';
import type { GradedSample } from '../grading/graded-sample.ts';
import { type Audit, mostShown } from './audit-schema.ts';
import { shownSample } from './shown-sample.ts';

type Disputed = NonNullable<Audit['disputed']>;

/** Gathers the samples on which all candidates agree with each other, and with no target. */
export function gatherDisputed(): { add(sample: GradedSample): void; result(): Disputed } {
  const disputed: Disputed = { compared: 0, samples: 0, shown: [] };
  return {
    add: (graded) => {
      disputed.compared += Number(candidatesOf(graded).every(({ answer }) => answer.outcome === 'answered'));
      const answer = agreedAnswer(graded);
      if (answer === undefined) return;
      disputed.samples += 1;
      if (disputed.samples <= mostShown) disputed.shown.push({ ...shownSample(graded.sample), answer });
    },
    result: () => disputed,
  };
}

/**
 * The answer that two or more candidates all gave, as the normalised rule compares them, and that equals no target: one
 * of the two is wrong. In the words of the first candidate; of yes/no questions what was read. Undefined otherwise.
 */
export function agreedAnswer(graded: GradedSample): string | undefined {
  const answers = candidatesOf(graded);
  const [first] = answers;
  if (!first || answers.length < 2 || first.answer.outcome !== 'answered' || !first.grade?.graded) return undefined;
  const { graded: text } = first.grade;
  if (!answers.every(({ grade }) => grade?.graded === text && grade.scores.normalised === 0)) return undefined;
  if (!isClosed(graded.sample.targets)) return first.answer.text.trim();
  return text === 'yes' ? 'Yes' : 'No';
}

function candidatesOf({ answers }: GradedSample) {
  return answers.filter(({ kind }) => kind === 'candidate');
}
