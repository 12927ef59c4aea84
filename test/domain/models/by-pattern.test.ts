import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fitting } from '../../../domain/models/by-pattern.ts';

const fits = (pattern: string, name: string) => fitting({ [pattern]: true }, name).length > 0;

describe('fitting', () => {
  it.each([
    ['gpt-5*', 'gpt-5.1', true],
    ['gpt-5*', 'gpt-4', false],
    ['*', '', true],
    ['?', '', false],
    ['*mini', 'gpt-5-mini', true],
    ['*mini', 'gpt-5-mini-2025', false],
    ['a*b*c', 'aXbXbYc', true],
    ['a*b*c', 'aXcXb', false],
    ['g?t-4*', 'gpt-4o', true],
    ['a.b', 'axb', false],
  ])('says of %s whether it is %s: %s', (pattern, name, expected) => {
    expect(fits(pattern, name)).toBe(expected);
  });

  it('is what a regular expression says', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (pattern, name) => {
        const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
        expect(fits(pattern, name)).toBe(expression.test(name));
      }),
    );
  });

  it('ends for a pattern of many stars', () => {
    expect(fits(`${'*a'.repeat(25)}b`, 'a'.repeat(60))).toBe(false);
  });
});
