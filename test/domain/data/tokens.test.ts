import { describe, expect, it } from '@jest/globals';
import { estimateLineTokens, imageTokens } from '../../../domain/data/tokens.ts';
import { exampleOf, rowOf } from '../../fakes/rows.ts';
import { specOf } from '../../fakes/samples.ts';

describe('imageTokens', () => {
  // The first three are the examples of OpenAI's guide "Images and vision".
  it.each([
    { width: 1024, height: 1024, detail: 'high', tokens: 765 },
    { width: 2048, height: 4096, detail: 'high', tokens: 1105 },
    { width: 4096, height: 8192, detail: 'low', tokens: 85 },
    { width: 300, height: 400, detail: 'auto', tokens: 255 },
    { width: 512, height: 512, detail: 'auto', tokens: 255 },
    { width: 513, height: 400, detail: 'auto', tokens: 425 },
  ] as const)('are $tokens for $width × $height at detail $detail', ({ width, height, detail, tokens }) => {
    expect(imageTokens({ width, height }, detail)).toBe(tokens);
  });
});

describe('estimateLineTokens', () => {
  const { prompt } = specOf();
  const row = rowOf(0);

  it('counts text by four characters, messages by four, and each image', () => {
    // system 2 + 4; question 1 + answer 2 + 8; one image of 255
    expect(estimateLineTokens(prompt, [], row)).toBe(6 + 11 + 255);
  });

  it('grows by each worked example with its image', () => {
    const [none, one, two] = [[], [exampleOf(row)], [exampleOf(row), exampleOf(row)]].map((examples) =>
      estimateLineTokens(prompt, examples, row),
    );
    expect((one ?? 0) - (none ?? 0)).toBeGreaterThan(255);
    expect((two ?? 0) - (one ?? 0)).toBe((one ?? 0) - (none ?? 0));
  });
});
