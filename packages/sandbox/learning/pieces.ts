import type { Reading } from '../reading/reading.ts';

/** A line of print, or the part of it before or after the word "by". */
export interface Piece {
  text: string;
  words: string[];
  height: number;
  confidence: number;
  x0: number;
  x1: number;
  y0: number;
  y1: number;
  /** The "by" that stood before it, as printed; empty when none did. */
  by: string;
  /** Whether that was the "by" of a credit, such as "translated by". */
  afterCredit: boolean;
}

const BY = /(?:^|\s+)(by)(?=\s|$)/i;
/** So that heights can be divided by each other. */
const SMALLEST = 1e-4;
const CREDIT = /\b(?:\p{L}+ed|introduction|preface|notes|foreword|illustrations?|pictures|drawings)\s+by\b/iu;

/** The lines cut at the word "by", which a piece remembers and does not hold. */
export function piecesOf({ lines }: Reading): Piece[] {
  const pieces: Piece[] = [];
  let [by, afterCredit] = ['', false];
  for (const { text, size, y0, y1, x0, x1, confidence } of lines) {
    for (const [index, part] of text.split(BY).entries()) {
      // Between the parts, splitting leaves each "by" itself.
      if (index % 2 === 1) {
        by = part;
        afterCredit = CREDIT.test(text);
        continue;
      }
      const words = part.split(/\s+/).filter((word) => word !== '');
      if (words.length === 0) continue;
      const height = Math.max(size, SMALLEST);
      pieces.push({ text: words.join(' '), words, height, confidence, x0, x1, y0, y1, by, afterCredit });
      [by, afterCredit] = ['', false];
    }
  }
  return pieces;
}
