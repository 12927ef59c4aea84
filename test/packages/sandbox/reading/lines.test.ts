import { describe, expect, it } from '@jest/globals';
import type { Page } from 'tesseract.js';
import { toReading } from '../../../../packages/sandbox/reading/lines.ts';

/** A page with the given words in lines of their own: text, confidence, height in pixels. */
function page(...lines: [string, number, number][][]): Pick<Page, 'blocks'> {
  const made = lines.map((words, row) => ({
    words: words.map(([text, confidence, height], column) => ({
      text,
      confidence,
      bbox: { x0: column * 100, x1: column * 100 + 90, y0: row * 100, y1: row * 100 + height },
    })),
  }));
  return JSON.parse(JSON.stringify({ blocks: [{ paragraphs: [{ lines: made }] }] }));
}
const SIZE = { width: 1000, height: 1000 };

describe('toReading', () => {
  it('cuts words off the ends that are unsure or have no letters', () => {
    const { lines } = toReading(
      page([
        ['|', 95, 40],
        ['xq', 20, 40],
        ['THE', 90, 40],
        ['??', 20, 40],
        ['END', 80, 40],
        ['~', 99, 40],
      ]),
      SIZE,
    );
    expect(lines.map(({ text, confidence }) => [text, confidence])).toEqual([['THE ?? END', 63]]);
  });

  it('measures print by its middle word, and no taller than its letters can be', () => {
    const tall = toReading(
      page([
        ['WORD', 90, 30],
        ['AND', 90, 32],
        ['SPECK', 90, 300],
      ]),
      SIZE,
    );
    expect(tall.lines[0]?.size).toBe(0.032);
    expect(toReading(page([['UNDERLINED', 90, 300]]), SIZE).lines[0]?.size).toBe(0.0162);
  });

  it('keeps the best fourteen lines in reading order, and nothing of an empty page', () => {
    const many = Array.from({ length: 20 }, (_, row): [string, number, number][] => [
      [`LINE${row}`, row < 6 ? 61 : 95, 40],
    ]);
    const { lines } = toReading(page(...many), SIZE);
    expect(lines.map(({ text }) => text)).toEqual(many.slice(6).map(([word]) => word?.[0]));
    expect(toReading({ blocks: null }, SIZE)).toEqual({ lines: [] });
  });
});
