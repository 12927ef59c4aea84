import type { GraderSpec } from '../../grading/graders/schema.ts';
import type { Report } from '../report-schema.ts';
import { percent, whole } from './format.ts';

/** What a grader of the spec scores, in a sentence. */
export function graderText(grader: GraderSpec): string {
  switch (grader.type) {
    case 'number': {
      const within = grader.relative ? `${percent(grader.tolerance)} of it` : `${grader.tolerance}`;
      return `The number in the answer is that of the target, within ${within}. Questions whose target holds no number are not scored.`;
    }
    case 'pattern':
      return grader.expect === 'match'
        ? `The pattern ${grader.pattern} is found in the answer.`
        : `What the pattern ${grader.pattern} captures is the target, by normalised match.`;
    case 'json':
      return `The share of the fields ${grader.fields.join(', ')} that are as in the target. Questions whose target has none of them are not scored.`;
    case 'string_check':
      return `${grader.input} ${operations[grader.operation]} ${grader.reference}.`;
    case 'text_similarity': {
      const passes = grader.pass_threshold === undefined ? '' : `, right from ${grader.pass_threshold} on`;
      return `The likeness of ${grader.input} and ${grader.reference} by fuzzy match${passes}.`;
    }
    case 'label_model':
      return `${grader.model} names one of ${grader.labels.join(', ')}; right is ${grader.passing_labels.join(', ')}.`;
    case 'score_model': {
      const [lowest, highest] = grader.range;
      const passes = grader.pass_threshold === undefined ? '' : `, right from ${grader.pass_threshold} on`;
      return `${grader.model} gives a number from ${lowest} to ${highest}${passes}.`;
    }
    default:
      return grader satisfies never;
  }
}

/** How many answers a grader could not read, and which it failed to grade; empty when there are none. */
export function lossText(grader: string, candidates: Report['candidates']): string {
  const losses = candidates
    .filter(({ kind }) => kind === 'candidate')
    .map(({ name, slices: [all] }) => ({ name, ...all?.scores[grader] }));
  const unreadable = losses.flatMap(({ name, unreadable = 0 }) =>
    unreadable > 0 ? `${whole(unreadable)} of ${name}` : [],
  );
  const ungraded = losses.flatMap(({ name, ungraded = 0 }) => (ungraded > 0 ? `${whole(ungraded)} of ${name}` : []));
  return [
    ...(unreadable.length > 0
      ? [` Answers it could read nothing from, which are wrong: ${unreadable.join(', ')}.`]
      : []),
    ...(ungraded.length > 0 ? [` Answers it failed to grade, which are missing: ${ungraded.join(', ')}.`] : []),
  ].join('');
}

const operations = { eq: 'equals', ne: 'differs from', like: 'contains', ilike: 'contains, in any letter case,' };
