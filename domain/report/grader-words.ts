import type { GraderSpec } from '../graders/schema.ts';
import { percent } from './format.ts';

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
    default:
      return grader satisfies never;
  }
}

const operations = { eq: 'equals', ne: 'differs from', like: 'contains', ilike: 'contains, in any letter case,' };
