import { describe, expect, it } from '@jest/globals';
import { cutTo, fitted } from '../../../../domain/report/words/columns.ts';
import { wrapped } from '../../../../domain/report/words/wrapped.ts';

describe('fitted', () => {
  it('fits a text into a column, and marks where it was cut', () => {
    expect([fitted('base', 6), fitted('by normalised match', 6)]).toEqual(['base  ', 'by no…']);
  });

  it('gives a wide character its two columns', () => {
    expect(fitted('\u65e5\u672c', 6)).toBe('\u65e5\u672c  ');
    expect(cutTo('\u65e5\u672c\u8a9e\u65e5', 6)).toBe('\u65e5\u672c…');
  });
});

describe('wrapped', () => {
  it('counts columns, not characters', () => {
    const word = '\u65e5'.repeat(20);
    expect(wrapped(`${word} ${word}`)).toBe(`${word}\n${word}`);
  });

  it('begins all lines but the first with an indent', () => {
    const word = 'a'.repeat(50);
    expect(wrapped(`${word} ${word} ${word}`, '  ')).toBe(`${word}\n  ${word}\n  ${word}`);
  });
});
