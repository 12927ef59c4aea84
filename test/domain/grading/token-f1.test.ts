import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tokenF1 } from '../../../domain/grading/token-f1.ts';

describe('tokenF1', () => {
  it.each([
    ['The Secret Garden', 'the secret garden.', 1],
    ['Garden', 'The Secret Garden', 0.5],
    ['no no no yes', 'no', 0.4],
    ['no', 'no no no', 0.5],
    ['Dracula', 'The Secret Garden', 0],
    ['?!', '?!', 1],
    ['?!', 'Dracula', 0],
    ['', 'Dracula', 0],
  ])('of %j against %j is %d', (text, target, likeness) => {
    expect(tokenF1(text, target)).toBeCloseTo(likeness, 12);
  });

  it('is the same both ways, and from 0 to 1', () => {
    const words = fc.array(fc.constantFrom('a', 'b', 'c', 'É'), { maxLength: 6 }).map((list) => list.join(' '));
    fc.assert(
      fc.property(words, words, (one, other) => {
        expect(tokenF1(one, other)).toBe(tokenF1(other, one));
        expect(tokenF1(one, other)).toBeGreaterThanOrEqual(0);
        expect(tokenF1(one, other)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
