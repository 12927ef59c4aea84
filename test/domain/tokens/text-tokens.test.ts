import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { textTokens } from '../../../domain/tokens/text-tokens.ts';

/** Texts with their tokens as js-tiktoken 1.0.21 counts them by o200k_base. */
const counted = JSON.parse(readFileSync(new URL('../../fixtures/tokens/o200k.json', import.meta.url), 'utf8')) as {
  name: string;
  tokens: number;
  text: string;
}[];

describe('textTokens', () => {
  it.each(counted)('is within 10 % of the $tokens tokens of $name', ({ text, tokens }) => {
    expect(Math.abs(textTokens(text) / tokens - 1)).toBeLessThan(0.1);
  });

  it('counts a known word once, whatever mark stands before it', () => {
    expect(['cover', ' cover', '"cover', '.cover'].map(textTokens)).toEqual([1, 1, 1, 1]);
    expect([textTokens(''), textTokens('2026'), textTokens('\n')]).toEqual([0, 2, 1]);
  });

  it('counts what is longer as no less, in time that grows with its length', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z .,0-9]{0,200}$/), fc.nat(50), (text, more) => {
        expect(textTokens(`${text}\n${'word '.repeat(more)}`)).toBeGreaterThanOrEqual(textTokens(text) - 1);
      }),
    );
    expect(textTokens('a'.repeat(1_000_000))).toBeGreaterThan(100_000);
    expect(textTokens(' '.repeat(1_000_000))).toBeGreaterThan(0);
  });
});
