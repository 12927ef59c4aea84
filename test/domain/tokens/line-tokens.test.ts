import { describe, expect, it } from '@jest/globals';
import type { PreparedExample } from '../../../domain/data/dataset.ts';
import type { Row } from '../../../domain/data/sample.ts';
import type { PromptSpec } from '../../../domain/spec/run-spec.ts';
import { lineTokens } from '../../../domain/tokens/line-tokens.ts';
import { exampleOf, imageNamed, rowOf } from '../../fakes/rows.ts';
import { specOf } from '../../fakes/samples.ts';

const estimateLineTokens = (
  prompt: PromptSpec,
  examples: readonly PreparedExample[],
  rows: readonly Row[],
  model?: string,
): number => rows.map(lineTokens(prompt, examples, model)).reduce((sum, tokens) => sum + tokens, 0);

describe('lineTokens', () => {
  const { prompt } = specOf();
  const row = rowOf(0);
  const ofImages = (images: number) =>
    estimateLineTokens(prompt, [], [rowOf(0, { images: Array.from({ length: images }, () => imageNamed('a')) })]);

  it('counts each image as the model does that is trained', () => {
    expect(ofImages(1) - ofImages(0)).toBe(85 + 170);
    expect(ofImages(3) - ofImages(0)).toBe(3 * (85 + 170));
    const [mini, none] = [[imageNamed('a')], []].map((images) =>
      estimateLineTokens(prompt, [], [rowOf(0, { images })], 'gpt-4.1-mini-2025-04-14'),
    );
    expect((mini ?? 0) - (none ?? 0)).toBe(Math.ceil(10 * 13 * 1.62));
  });

  it('adds up lines, whatever number of them says the same', () => {
    expect(estimateLineTokens(prompt, [], [row, row])).toBe(2 * estimateLineTokens(prompt, [], [row]));
  });

  it('counts a conversation of the data as it stands, without the prompt and its examples', () => {
    const talk = rowOf(0, { images: [], messages: [{ role: 'user', content: row.question }] });
    const asked = rowOf(0, { images: [] });
    const { system: _, ...silent } = prompt;
    expect(estimateLineTokens(silent, [exampleOf(row)], [talk])).toBe(estimateLineTokens(silent, [], [asked]));
  });

  it('grows by each worked example with its image', () => {
    const [none, one, two] = [[], [exampleOf(row)], [exampleOf(row), exampleOf(row)]].map((examples) =>
      estimateLineTokens(prompt, examples, [row]),
    );
    expect((one ?? 0) - (none ?? 0)).toBeGreaterThan(255);
    expect((two ?? 0) - (one ?? 0)).toBe((one ?? 0) - (none ?? 0));
  });
});
