import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { imageFamilies, imageRuleOf } from '../../../domain/tokens/image-families.ts';
import { type Detail, imageTokens } from '../../../domain/tokens/image-tokens.ts';

function tokens(model: string, width: number, height: number, detail: Detail): number {
  const rule = imageRuleOf(model);
  if (!rule) throw new Error(`no rule for ${model}`);
  return imageTokens({ width, height }, detail, rule);
}

describe('imageTokens', () => {
  // The worked examples of OpenAI's guide "Images and vision", with the factors of its table.
  it.each([
    ['gpt-4o', 1024, 1024, 'high', 765],
    ['gpt-4o', 2048, 4096, 'high', 1105],
    ['gpt-4o', 4096, 8192, 'low', 85],
    ['gpt-4.1-mini', 1024, 1024, 'high', 1024 * 1.62],
    ['gpt-4.1-mini', 1800, 2400, 'high', 1452 * 1.62],
    ['gpt-4.1-nano', 1800, 2400, 'high', 1452 * 2.46],
    ['o4-mini', 1800, 2400, 'high', 1452 * 1.72],
    ['gpt-6-astra', 1024, 1024, 'high', 1229],
    ['gpt-6-astra', 2048, 2048, 'high', 3000],
    ['gpt-6-astra', 4096, 512, 'high', 2458],
    ['gpt-6-astra', 4000, 3000, 'auto', 14_100],
  ] as const)('of the guide are %s of %i × %i at %s: %d', (model, width, height, detail, expected) => {
    expect(tokens(model, width, height, detail)).toBe(Math.ceil(expected));
  });

  // What users saw in `usage`, in OpenAI's forum: gpt-4.1 and -mini in April 2025, gpt-5-mini in June 2026. Texts are in it.
  it.each([
    ['gpt-4.1', 1024, 1024, 773],
    ['gpt-4.1-mini', 2400, 1800, 2362],
    ['gpt-5-mini', 256, 256, 77],
    ['gpt-5-mini', 768, 1024, 922],
    ['gpt-5-mini', 1280, 720, 1104],
    ['gpt-5-mini', 2048, 768, 1844],
  ] as const)(
    'of %s with %i × %i pixels are within a tenth of the %i that were billed',
    (model, width, height, billed) => {
      expect(Math.abs(tokens(model, width, height, 'auto') / billed - 1)).toBeLessThan(0.1);
    },
  );

  it.each([
    ['gpt-4o', 300, 400, 255],
    ['gpt-4o', 512, 512, 255],
    ['gpt-4o', 513, 400, 425],
    ['gpt-4o-mini', 1024, 1024, 2833 + 4 * 5667],
    ['o3', 1024, 1024, 75 + 4 * 150],
    ['gpt-5', 1024, 1024, 70 + 4 * 140],
  ] as const)('of %s at %i × %i are %i', (model, width, height, expected) => {
    expect(tokens(model, width, height, 'auto')).toBe(expected);
  });

  it('never take more patches than a model has for them, and never fewer than one', () => {
    const side = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(side, side, fc.constantFrom(...Object.values(imageFamilies)), (width, height, rule) => {
        if ('tile' in rule || !rule.budget) return;
        const taken = imageTokens({ width, height }, 'auto', rule);
        expect(taken).toBeGreaterThanOrEqual(1);
        expect(taken).toBeLessThanOrEqual(Math.ceil(rule.factor * rule.budget.patches));
      }),
    );
  });
});

describe('imageRuleOf', () => {
  it('takes a snapshot and a tuned model by their family', () => {
    expect(imageRuleOf('gpt-4o-2024-08-06')).toEqual({ base: 85, tile: 170 });
    expect(imageRuleOf('gpt-4o-mini-2024-07-18')).toEqual({ base: 2833, tile: 5667 });
    expect(imageRuleOf('ft:gpt-4.1-mini-2025-04-14:org::id')).toMatchObject({ factor: 1.62 });
    expect(imageRuleOf('gpt-5-2025-08-07')).toEqual({ base: 70, tile: 140 });
    expect(imageRuleOf('openai/gpt-5-mini')).toMatchObject({ factor: 1.2 });
  });

  it('is silent about what the guide is silent about', () => {
    const unknown = ['gpt-6-luna', 'gpt-6.1-sol', 'gpt-5-pro', 'pixtral-12b', 'Qwen/Qwen3-VL-8B', 'my-model'];
    expect(unknown.filter((model) => imageRuleOf(model))).toEqual([]);
  });
});
