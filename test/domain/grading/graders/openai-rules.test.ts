import { describe, expect, it } from '@jest/globals';
import {
  StringCheckGrader,
  stringCheck,
  TextSimilarityGrader,
  textSimilarity,
} from '../../../../domain/grading/graders/openai-rules.ts';
import { sampleOf } from '../../../fakes/samples.ts';

const columns = { questions: 'questions', answers: 'label' };

function check(operation: string, text: string, targets = ['The Moon Pool'], own = {}) {
  const grader = { type: 'string_check', name: 'n', input: '{{sample.output_text}}', reference: '{{item.label}}' };
  return stringCheck(StringCheckGrader.parse({ ...grader, operation, ...own }), columns).score(
    text,
    sampleOf(0, { targets }),
  );
}

describe('stringCheck', () => {
  it.each([
    ['eq', 'The Moon Pool', 1],
    ['eq', 'the moon pool', 0],
    ['eq', 'The Moon Pool ', 0],
    ['ne', 'The Moon Pool', 0],
    ['ne', 'the moon pool', 1],
    ['like', 'It is The Moon Pool.', 1],
    ['like', 'It is the moon pool.', 0],
    ['ilike', 'It is THE MOON POOL.', 1],
    ['ilike', 'Moon', 0],
  ])('%s scores %j as %d', (operation, text, score) => {
    expect(check(operation, text)).toMatchObject({ score, unreadable: false });
  });

  it('is right with any of several targets, and differs only when it differs from all', () => {
    expect(check('eq', 'B', ['A', 'B']).score).toBe(1);
    expect(check('ne', 'B', ['A', 'B']).score).toBe(0);
    expect(check('ne', 'C', ['A', 'B']).score).toBe(1);
  });

  it('quotes the beginning of a long answer', () => {
    const { explanation } = check('eq', 'a'.repeat(1_000_000), ['b'.repeat(1_000_000)]);
    expect(explanation.length).toBeLessThan(1000);
  });

  it('cannot read an answer without the field that the template names', () => {
    const own = { input: '{{sample.output_json.title}}' };
    expect(check('eq', '{"title":"A"}', ['A'], own)).toMatchObject({ score: 1, unreadable: false });
    expect(check('ne', 'no JSON', ['A'], own)).toMatchObject({ score: 0, unreadable: true });
  });
});

describe('textSimilarity', () => {
  const similarity = (text: string, own = {}) =>
    textSimilarity(
      TextSimilarityGrader.parse({
        type: 'text_similarity',
        name: 'n',
        input: '{{sample.output_text}}',
        reference: '{{item.label}}',
        evaluation_metric: 'fuzzy_match',
        ...own,
      }),
      columns,
    ).score(text, sampleOf(0, { targets: ['fuzzy wuzzy had no hair', 'x'] }));

  it('scores the likeness to the closest target', () => {
    expect(similarity('fuzzy wuzzy was a bear').score).toBeCloseTo(34 / 45, 12);
  });

  it('scores 1 from the threshold on, with one', () => {
    expect(similarity('fuzzy wuzzy was a bear', { pass_threshold: 0.7 })).toMatchObject({
      score: 1,
      explanation: '0.756 like "fuzzy wuzzy had no hair"',
    });
    expect(similarity('fuzzy wuzzy was a bear', { pass_threshold: 0.8 }).score).toBe(0);
  });
});
