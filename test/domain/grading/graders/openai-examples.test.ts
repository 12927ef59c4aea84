import { describe, expect, it } from '@jest/globals';
import { Grader } from '../../../../domain/grading/graders/schema.ts';
import { openAiExamples } from '../../../fixtures/graders/openai-examples.ts';
import { graderFaultsOf } from '../../../packages/sandbox/contract/document.ts';

const types = ['string_check', 'text_similarity', 'label_model', 'score_model'];

describe('OpenAI’s published examples of graders', () => {
  it('are of the four types', () => {
    expect([...new Set(openAiExamples.map(({ grader }) => grader.type))].sort()).toEqual([...types].sort());
    expect(openAiExamples).toHaveLength(9);
  });

  it.each(openAiExamples)('are taken as they are: $name', ({ grader }) => {
    expect(graderFaultsOf(grader)).toEqual([]);
    expect(Grader.safeParse(grader).error).toBeUndefined();
    expect(Grader.parse(grader)).toMatchObject(grader);
  });
});

describe('what the official schema refuses', () => {
  const changes = openAiExamples.flatMap(({ name, grader }) => [
    ...Object.keys(grader).map((key) => ({ change: `${name} with another ${key}`, grader: { ...grader, [key]: 7.5 } })),
    ...Object.keys(grader).map((key) => {
      const { [key]: _, ...rest } = grader as Record<string, unknown>;
      return { change: `${name} without ${key}`, grader: rest };
    }),
  ]);
  const refused = changes.filter(({ grader }) => graderFaultsOf(grader).length > 0);

  it('is a good part of some spoilt examples', () => {
    expect(refused.length).toBeGreaterThan(60);
  });

  it.each(refused)('is refused here too: $change', ({ grader }) => {
    expect(Grader.safeParse(grader).success).toBe(false);
  });
});
