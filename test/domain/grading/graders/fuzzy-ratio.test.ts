import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fuzzyRatio, longestCompared } from '../../../../domain/grading/graders/fuzzy-ratio.ts';
import { anyCharacter } from '../../../fakes/any-text.ts';

const file = new URL('../../../fixtures/graders/fuzzy-vectors.json', import.meta.url);
const { vectors }: { vectors: { a: string; b: string; ratio: number }[] } = JSON.parse(readFileSync(file, 'utf8'));

describe('fuzzyRatio', () => {
  it.each(vectors)('is RapidFuzz’s fuzz.ratio of $a and $b', ({ a, b, ratio }) => {
    expect(fuzzyRatio(a, b)).toBeCloseTo(ratio, 12);
  });

  it('is the same both ways, and 1 for equal texts only', () => {
    const text = fc.string({ unit: anyCharacter, maxLength: 40 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(fuzzyRatio(a, b)).toBe(fuzzyRatio(b, a));
        expect(fuzzyRatio(a, b) === 1).toBe(a === b);
        expect(fuzzyRatio(a, a)).toBe(1);
      }),
    );
  });

  it('compares texts of 10,000 characters', () => {
    expect(fuzzyRatio('ab'.repeat(5000), 'ba'.repeat(5000))).toBeCloseTo(0.9999, 4);
  });

  it('compares the beginnings of texts that are endless, and never finds them more alike than they are', () => {
    const [long, other] = ['ab\u{1f600}'.repeat(300_000), 'ba'.repeat(300_000)];
    expect(fuzzyRatio('ab', long)).toBe(4 / 900_002);
    expect(fuzzyRatio(long, long)).toBe((2 * longestCompared) / 1_800_000);
    expect(fuzzyRatio(other, long)).toBeLessThan(0.03);
    const whole = 'a'.repeat(longestCompared);
    expect(fuzzyRatio(whole, `${whole}b`)).toBe((2 * longestCompared) / (2 * longestCompared + 1));
  });
});
