import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import stringWidth from 'string-width';
import { labelOf, onOneLine } from '../../../../domain/report/charts/lettering.ts';
import { anyText } from '../../../fakes/any-text.ts';

describe('labelOf', () => {
  it('clips by columns, of which a Chinese character takes two', () => {
    expect(labelOf('a long name', 6)).toBe('a lon…');
    expect(labelOf('\u65e5\u672c\u8a9e\u65e5\u672c', 6)).toBe('\u65e5\u672c…');
  });

  it('keeps the direction of a name to itself', () => {
    expect(labelOf('\u05e2\u05d1', 20)).toBe('\u2068\u05e2\u05d1\u2069');
    expect(labelOf('a\u202eb', 20)).toBe('\u2068a\u202eb\u2069');
  });

  it('never grows wider than asked, also of marks that take no column', () => {
    const name = fc.oneof(
      anyText,
      fc.string({ unit: fc.constantFrom('a', 'e\u0301', '本', '👩‍👩‍👧', '🇩🇪', 'שׁ', '\u0301'), maxLength: 60 }),
    );
    fc.assert(
      fc.property(name, (text) => {
        expect(stringWidth(labelOf(text, 12))).toBeLessThanOrEqual(12);
      }),
    );
    expect(labelOf(`a${'\u0301'.repeat(10_000)}`, 12).length).toBeLessThan(60);
  });
});

describe('onOneLine', () => {
  it('leaves out what ends a line or what XML cannot hold', () => {
    expect(onOneLine('a\n\u2028\u0000\ud800\ufffeb')).toBe('a b');
  });
});
