import type { Page } from 'tesseract.js';
import type { Line, Reading } from './reading.ts';

const WORD_CONFIDENCE = 60;
/** In widths of a letter. */
const TALLEST_LETTER = 1.8;
const MOST_LINES = 14;
const HAS_LETTERS = /[\p{L}\p{N}]/u;

/** The lines worth keeping of a recognised page: noise at their ends cut off, the best few, in reading order. */
export function toReading(
  { blocks }: Pick<Page, 'blocks'>,
  { width, height }: { width: number; height: number },
): Reading {
  const found = (blocks ?? []).flatMap(({ paragraphs }) => paragraphs.flatMap(({ lines }) => lines));
  const lines = found.flatMap(({ words }) => toLine(words, width, height) ?? []);
  const best = [...lines].sort((a, b) => weight(b) - weight(a)).slice(0, MOST_LINES);
  return { lines: best.sort((a, b) => a.y0 - b.y0 || a.x0 - b.x0) };
}

/** How many characters stand in lines that were read with some confidence. */
export const soundLetters = ({ lines }: Reading): number =>
  lines.reduce((sum, { text, confidence }) => (confidence >= WORD_CONFIDENCE ? sum + text.length : sum), 0);

type Word = Page['blocks'] extends (infer B)[] | null
  ? B extends { paragraphs: { lines: { words: (infer W)[] }[] }[] }
    ? W
    : never
  : never;

function toLine(words: readonly Word[], width: number, height: number): Line | undefined {
  const kept = trimNoise(words);
  if (kept.length === 0) return undefined;
  const round = (value: number) => Math.round(value * 10_000) / 10_000;
  return {
    text: kept.map(({ text }) => text).join(' '),
    confidence: Math.round(kept.reduce((sum, { confidence }) => sum + confidence, 0) / kept.length),
    x0: round(Math.min(...kept.map(({ bbox }) => bbox.x0)) / width),
    y0: round(Math.min(...kept.map(({ bbox }) => bbox.y0)) / height),
    x1: round(Math.max(...kept.map(({ bbox }) => bbox.x1)) / width),
    y1: round(Math.max(...kept.map(({ bbox }) => bbox.y1)) / height),
    size: round(sizeOf(kept) / height),
  };
}

function trimNoise(words: readonly Word[]): Word[] {
  const isSound = ({ text, confidence }: Word) => confidence >= WORD_CONFIDENCE && HAS_LETTERS.test(text);
  const first = words.findIndex(isSound);
  return first === -1 ? [] : words.slice(first, words.findLastIndex(isSound) + 1);
}

/** The height of the print in pixels; a speck can make a box far too tall, but no letter is much taller than wide. */
function sizeOf(words: readonly Word[]): number {
  const heights = words.map(({ bbox }) => bbox.y1 - bbox.y0);
  const letterWidths = words.map(({ bbox, text }) => (bbox.x1 - bbox.x0) / text.length);
  return Math.min(median(heights), TALLEST_LETTER * median(letterWidths));
}

const weight = ({ confidence, text, size }: Line): number =>
  (confidence / 100) ** 2 * Math.min(text.length, 12) * Math.sqrt(size);

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
