import { describe, expect, it } from '@jest/globals';
import { applyFormat, formatFor, learnFormats, type Pair } from '../../../../packages/sandbox/learning/format.ts';

const written = (pairs: readonly (readonly [string, string])[], question = ['who']): Pair[] =>
  pairs.map(([printed, answer]) => ({ question, printed, answer }));
const learned = (pairs: readonly (readonly [string, string])[]) => formatFor(learnFormats(written(pairs)), ['who']);

describe('learnFormats', () => {
  it('learns title case, small words, initials and apostrophes from the answers', () => {
    const format = learned([
      ['THE END OF MR. LEE', 'The End of Mr. Lee'],
      ['J.R. SMITH', 'J. R. Smith'],
      ["MILL OF TIM'S", 'Mill of Tim’s'],
      ['A.B. MACDONALD', 'A. B. MacDonald'],
    ]);
    expect(applyFormat(format, "OF E.F. MACDONALD'S")).toBe('Of E. F. Macdonald’s');
    expect(applyFormat(format, 'HOUSE OF G.H. MACDONALD')).toBe('House of G. H. MacDonald');
  });

  it.each([
    [
      'lower',
      [
        ['The Sea', 'the sea'],
        ['BLUE', 'blue'],
      ],
      'Old Hat',
      'old hat',
    ],
    [
      'upper',
      [
        ['ab-12', 'AB-12'],
        ['c-3', 'C-3'],
      ],
      'd-4',
      'D-4',
    ],
    [
      'as printed',
      [
        ['The Sea', 'The Sea'],
        ['BLUE', 'BLUE'],
      ],
      'Old HAT',
      'Old HAT',
    ],
  ] as const)('learns %s letters', (_, pairs, printed, expected) => {
    expect(applyFormat(learned(pairs), printed)).toBe(expected);
  });

  it('drops words that are printed with the answers and are not part of them', () => {
    const format = learned([
      ['Price 12.50', '12.50'],
      ['Price 9.00', '9.00'],
      ['Price 7.25', '7.25'],
    ]);
    expect(applyFormat(format, 'Price 4.10')).toBe('4.10');
    expect(applyFormat(format, 'Price')).toBe('Price');
  });

  it('keeps apart how different questions are answered', () => {
    const many = (printed: string, answer: string) => new Array<[string, string]>(8).fill([printed, answer]);
    const formats = learnFormats([
      ...written(many('THE SEA', 'the sea'), ['what']),
      ...written(many('ANN LEE', 'Ann Lee')),
    ]);
    expect(applyFormat(formatFor(formats, ['what']), 'A HAT')).toBe('a hat');
    expect(applyFormat(formatFor(formats, ['who']), 'BOB RAY')).toBe('Bob Ray');
  });

  it('leaves everything as printed when nothing was learned', () => {
    expect(applyFormat(formatFor({}, ['who']), "J.R. O'NEIL,")).toBe("J.R. O'NEIL,");
  });
});
