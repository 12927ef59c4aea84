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
  /** Whether "by" stood before it. */
  afterBy: boolean;
  /** Whether that was the "by" of a credit, such as "translated by". */
  afterCredit: boolean;
}

const CREDIT = /\b(?:\p{L}+ed|introduction|preface|notes|foreword|illustrations?|pictures|drawings)\s+by\b/iu;

/** The lines cut at the word "by", which itself is dropped. */
export function piecesOf({ lines }: Reading): Piece[] {
  const pieces: Piece[] = [];
  let [afterBy, afterCredit] = [false, false];
  for (const { text, confidence, x0, x1, y0, y1, size } of lines) {
    for (const [index, part] of text.split(/(?:^|\s+)by(?:\s+|$)/i).entries()) {
      afterBy ||= index > 0;
      afterCredit ||= index > 0 && CREDIT.test(text);
      const words = part.split(/\s+/).filter((word) => word !== '');
      if (words.length === 0) continue;
      pieces.push({ text: words.join(' '), words, height: size, confidence, x0, x1, y0, y1, afterBy, afterCredit });
      [afterBy, afterCredit] = [false, false];
    }
  }
  return pieces;
}
