import type { Reading } from '../reading/reading.ts';
import { type Piece, piecesOf } from './pieces.ts';
import { wordsOf } from './words.ts';

/** A run of lines that may be the answer, and what it looks like. */
export interface Candidate {
  text: string;
  words: string[];
  features: Float64Array;
}

/** What is looked at in a run of lines; each is about 0 to 1, and the two `taller…` are -1 to 1. */
export const FEATURES = [
  'oneLine',
  'twoLines',
  'manyLines',
  'oneWord',
  'fewWords',
  'someWords',
  'manyWords',
  'height',
  'largest',
  'evenHeight',
  'smallestHeight',
  'top',
  'bottom',
  'first',
  'last',
  'whole',
  'confidence',
  'lowestConfidence',
  'afterBy',
  'afterCredit',
  'holdsBy',
  'gapInside',
  'gapBefore',
  'gapAfter',
  'tallerBefore',
  'tallerAfter',
  'alikeBefore',
  'alikeAfter',
  'nameShape',
  'initials',
  'digits',
  'stopWords',
  'stopWordFirst',
  'stopWordLast',
  'capitals',
  'wide',
  'centred',
  'shortWords',
] as const;
export type Feature = (typeof FEATURES)[number];

const LONGEST_RUN = 5;
const STOP_WORDS = new Set(
  'a an and as at but by for from her his in into is it its my no nor not of on or our so that the their this to was with your'.split(
    ' ',
  ),
);
const INITIAL = /^\p{Lu}\.?(?:\p{Lu}\.?)?$/u;

/** All runs of one to five neighbouring lines. */
export function candidatesOf(reading: Reading): Candidate[] {
  const pieces = piecesOf(reading);
  const tallest = Math.max(...pieces.map(({ height }) => height));
  const candidates: Candidate[] = [];
  for (let start = 0; start < pieces.length; start += 1) {
    for (let end = start + 1; end <= Math.min(start + LONGEST_RUN, pieces.length); end += 1) {
      candidates.push(toCandidate(pieces, start, end, tallest));
    }
  }
  return candidates;
}

function toCandidate(pieces: readonly Piece[], start: number, end: number, tallest: number): Candidate {
  const run = pieces.slice(start, end);
  const text = run.map((piece, index) => (index > 0 && piece.by ? `${piece.by} ${piece.text}` : piece.text)).join(' ');
  const values: Record<Feature, number> = {
    ...sizeFeatures(run, tallest),
    ...placeFeatures(pieces, start, end),
    ...wordFeatures(run.flatMap(({ words }) => words)),
  };
  return { text, words: wordsOf(text), features: Float64Array.from(FEATURES, (name) => values[name]) };
}

function sizeFeatures(run: readonly Piece[], tallest: number) {
  const heights = run.map(({ height }) => height);
  const highest = Math.max(...heights);
  const confidences = run.map(({ confidence }) => confidence / 100);
  return {
    oneLine: flag(run.length === 1),
    twoLines: flag(run.length === 2),
    manyLines: flag(run.length > 2),
    height: highest / tallest,
    largest: flag(highest === tallest),
    evenHeight: Math.min(...heights) / highest,
    smallestHeight: Math.min(...heights) / tallest,
    confidence: mean(confidences),
    lowestConfidence: Math.min(...confidences),
  };
}

function placeFeatures(pieces: readonly Piece[], start: number, end: number) {
  const run = pieces.slice(start, end);
  const [first, last] = [run[0] as Piece, run[run.length - 1] as Piece];
  const [before, after] = [pieces[start - 1], pieces[end]];
  const gaps = run.slice(1).map((piece, index) => gapBetween(run[index] as Piece, piece));
  const centre = (Math.min(...run.map(({ x0 }) => x0)) + Math.max(...run.map(({ x1 }) => x1))) / 2;
  return {
    top: 1 - first.y0,
    bottom: last.y1,
    first: flag(before === undefined),
    last: flag(after === undefined),
    whole: flag(before === undefined && after === undefined),
    afterBy: flag(first.by !== ''),
    afterCredit: flag(first.afterCredit),
    holdsBy: flag(run.slice(1).some(({ by }) => by !== '')),
    gapInside: Math.max(0, ...gaps),
    gapBefore: before === undefined ? 1 : gapBetween(before, first),
    gapAfter: after === undefined ? 1 : gapBetween(last, after),
    tallerBefore: before === undefined ? 0 : contrast(first, before),
    tallerAfter: after === undefined ? 0 : contrast(last, after),
    alikeBefore: before === undefined ? 0 : alike(before, first),
    alikeAfter: after === undefined ? 0 : alike(last, after),
    wide: Math.max(...run.map(({ x0, x1 }) => x1 - x0)),
    centred: 1 - 2 * Math.abs(centre - 0.5),
  };
}

function wordFeatures(words: readonly string[]) {
  const { length } = words;
  const stops = words.filter(isStopWord).length;
  const short = words.filter((word) => wordsOf(word).join('').length < 3 && !INITIAL.test(word) && !isStopWord(word));
  const hasDigits = words.some((word) => /\d/.test(word));
  return {
    oneWord: flag(length === 1),
    fewWords: flag(length === 2 || length === 3),
    someWords: flag(length > 3 && length < 8),
    manyWords: flag(length >= 8),
    nameShape: flag(
      length >= 2 && length <= 4 && stops === 0 && !hasDigits && words.every((word) => /^\p{Lu}/u.test(word)),
    ),
    initials: flag(words.some((word) => INITIAL.test(word) && word !== 'A' && word !== 'I')),
    digits: flag(hasDigits),
    stopWords: stops / length,
    stopWordFirst: flag(isStopWord(words[0] ?? '')),
    stopWordLast: flag(isStopWord(words[length - 1] ?? '')),
    capitals: words.filter((word) => word === word.toUpperCase()).length / length,
    shortWords: short.length / length,
  };
}

const isStopWord = (word: string): boolean => STOP_WORDS.has(word.toLowerCase());
const flag = (condition: boolean): number => (condition ? 1 : 0);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const clamp = (value: number): number => Math.max(-1, Math.min(1, value));
/** Space between two lines, 0 to 1: 1 stands for two heights of the taller one, or more. */
const gapBetween = (above: Piece, below: Piece): number =>
  clamp(Math.max(0, below.y0 - above.y1) / (2 * Math.max(above.height, below.height)));
/** Whether two lines look like one text that goes on: of one size, one close below the other. */
const alike = (above: Piece, below: Piece): number =>
  flag(Math.abs(Math.log2(above.height / below.height)) < 0.25 && gapBetween(above, below) < 0.6 && below.by === '');
/** How much taller the line is than its neighbour: about -1 to 1. */
const contrast = (line: Piece, neighbour: Piece): number => clamp(Math.log2(line.height / neighbour.height) / 2);
