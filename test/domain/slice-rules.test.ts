import { describe, expect, it } from '@jest/globals';
import { sliceOf } from '../../domain/slice-rules.ts';

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
});
