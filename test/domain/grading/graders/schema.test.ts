import { describe, expect, it } from '@jest/globals';
import { Grader } from '../../../../domain/grading/graders/schema.ts';

const problemOf = (grader: object) => Grader.safeParse(grader).error?.issues[0]?.message;
const similarity = { type: 'text_similarity', name: 'n', input: '{{sample.output_text}}', reference: '{{item.a}}' };

describe('Grader', () => {
  it.each([
    ['python', 'code is not run here'],
    ['endpoint', 'not sent to addresses'],
    ['multi', 'Name each of its graders by itself'],
  ])('refuses %s by name, with what to do instead', (type, words) => {
    expect(problemOf({ type, name: 'n' })).toMatch(
      new RegExp(`^expected one of number, .*, got "${type}": .*${words}`),
    );
  });

  it.each(['cosine', 'bleu', 'gleu', 'meteor', 'rouge_1', 'rouge_2', 'rouge_3', 'rouge_4', 'rouge_5', 'rouge_l'])(
    'refuses the metric %s by name',
    (evaluation_metric) => {
      expect(problemOf({ ...similarity, evaluation_metric })).toMatch(
        `fuzzy_match; ${evaluation_metric} is not computed`,
      );
    },
  );

  it('names an unknown type and one that is missing', () => {
    expect(problemOf({ type: 'constructor' })).toMatch(/got "constructor"$/);
    expect(problemOf({})).toMatch(/it is missing$/);
  });

  it('refuses a template that is none', () => {
    const broken = { ...similarity, evaluation_metric: 'fuzzy_match', input: '{{ output }}' };
    expect(problemOf(broken)).toContain('not {{ output }}');
  });
});
