import { describe, expect, it } from '@jest/globals';
import { imagesIn, splitLine } from '../../../client/commands/prepare.ts';

const counts = { sourceImages: 295, images: 295, rows: 295, rowsLeftOut: { 'empty answer': 2 } };

describe('splitLine', () => {
  it('tells rows from images where several rows show the same one', () => {
    expect(splitLine('test', { ...counts, distinctImages: 59 })).toBe(
      'test       295 of 295 rows, 59 distinct images, 295 questions (left out: 2 empty answer)',
    );
  });

  it('tells of images where each row shows its own', () => {
    expect(splitLine('test', { ...counts, distinctImages: 295 })).toMatch(/^test {7}295 of 295 images, 295 questions/);
  });
});

describe('imagesIn', () => {
  it('counts an image once, however many rows show it', () => {
    expect(imagesIn({ ...counts, distinctImages: 59 })).toBe(59);
    expect(imagesIn(counts)).toBe(295);
    expect(imagesIn(undefined)).toBe(0);
  });
});
