import { describe, expect, it } from '@jest/globals';
import { sliceOf } from '../../../domain/data/slice-rules.ts';

const rules = [
  { name: 'Title', questions: ['What is the title?'] },
  { name: 'Early', questions: ['What is the title?', 'Who wrote it?'] },
];

describe('sliceOf', () => {
  it('is named by the first rule that holds', () => {
    expect(sliceOf(rules, 'What is the title?', {})).toBe('Title');
    expect(sliceOf(rules, 'Who wrote it?', {})).toBe('Early');
  });

  it('compares wordings exactly', () => {
    expect(sliceOf(rules, 'what is the title?', {})).toBe('Other');
    expect(sliceOf(rules, 'What is the title? And why?', {})).toBe('Other');
  });

  it('is named by a rule without conditions where no earlier one holds', () => {
    expect(sliceOf([...rules, { name: 'Rest' }], 'Why?', {})).toBe('Rest');
  });

  it('is the value of a column', () => {
    expect(sliceOf({ column: 'genre' }, 'Why?', { genre: 'Travel' })).toBe('Travel');
    expect(sliceOf({ column: 'year' }, 'Why?', { year: 1922n })).toBe('1922');
  });

  it.each([null, undefined])('is Other where a column holds %s', (genre) => {
    expect(sliceOf({ column: 'genre' }, 'Why?', { genre })).toBe('Other');
  });

  it.each([
    [new Date('2021-01-01'), '2021-01-01'],
    [new Date('2021-01-01T12:30:00Z'), '2021-01-01T12:30:00Z'],
    [new Date('0099-12-31T00:00:00.001Z'), '0099-12-31T00:00:00.001Z'],
    [2n ** 63n, '9223372036854775808'],
    [true, 'true'],
    [0.1, '0.1'],
    [['a', 'b'], 'a, b'],
    [[new Date('2021-01-01'), null], '2021-01-01, Other'],
    [[], 'Other'],
    ['', 'Other'],
    [' \t', 'Other'],
    [' a ', 'a'],
    [['a', ''], 'a, Other'],
    [Number.NaN, 'Other'],
  ])('calls %p %j, in every time zone', (value, name) => {
    const zone = process.env['TZ'];
    try {
      for (const other of ['UTC', 'America/New_York', 'Asia/Tokyo']) {
        process.env['TZ'] = other;
        expect(sliceOf({ column: 'c' }, 'Why?', { c: value })).toBe(name);
      }
    } finally {
      if (zone === undefined) delete process.env['TZ'];
      else process.env['TZ'] = zone;
    }
  });

  it.each([
    [{ name: 'a', id: 3 }, 'a struct of name, id'],
    [[{ id: 3 }], 'a struct of id'],
    [new Uint8Array(2), 'bytes'],
  ])('refuses %p, which names no slice', (value, what) => {
    expect(() => sliceOf({ column: 'c' }, 'Why?', { c: value })).toThrow(
      `column "c" holds ${what}, which names no slice. Put what is meant into a column of its own.`,
    );
  });
});
