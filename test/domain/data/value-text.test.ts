import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimalText, valueText } from '../../../domain/data/value-text.ts';

describe('valueText', () => {
  it.each([
    [' Ann\n', 'Ann'],
    [null, ''],
    [undefined, ''],
    [1922, '1922'],
    [0.1, '0.1'],
    [-2.5, '-2.5'],
    [1e-7, '0.0000001'],
    [-1.25e-9, '-0.00000000125'],
    [1e21, '1000000000000000000000'],
    [12345678901234567890n, '12345678901234567890'],
    [true, 'true'],
    [new Date('2024-02-29'), '2024-02-29'],
    [new Date('2024-02-29T12:30:00Z'), '2024-02-29T12:30:00Z'],
    [new Date(Number.NaN), ''],
  ])('writes %p as %j', (value, text) => {
    expect(valueText(value)).toEqual({ text });
  });

  it.each([
    [Number.NaN, 'the number NaN'],
    [[1], 'a list'],
    [{ a: 1 }, 'a struct'],
    [new Uint8Array(2), 'bytes'],
  ])('says of %p what it is', (value, what) => {
    expect(valueText(value)).toEqual({ what });
  });
});

describe('decimalText', () => {
  it('is the same number again, without an exponent', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = decimalText(number);
        expect(text).toMatch(/^-?\d+(\.\d+)?$/);
        expect(Number(text)).toBe(number === 0 ? 0 : number);
      }),
    );
  });
});
