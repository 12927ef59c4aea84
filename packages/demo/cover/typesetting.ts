import { type Box, inkBox, type Lettering } from './ink.ts';
import { join, type Piece, setLine } from './lines.ts';
import type { Typeface } from './typefaces.ts';

/** Set text, with the top of its first capitals and its last baseline. */
export interface SetText extends Piece {
  readonly top: number;
  readonly bottom: number;
}

/** How a text is set into its box: as large as fits, and never larger than `size`. */
export interface Setting {
  readonly face: Typeface;
  readonly size: number;
  readonly fill: string;
  readonly box: Box;
  readonly align?: 'left' | 'middle' | 'right';
  readonly valign?: 'top' | 'middle' | 'bottom';
  readonly leading?: number;
  readonly tracking?: number;
}

/** Breaks a text into the lines that allow the largest type in the box, and sets them there. */
export function setText(text: string, setting: Setting): SetText {
  const { face, box, align = 'middle', valign = 'top', leading = 1.16, tracking = 0 } = setting;
  const lettering = { face, tracking };
  const { lines, size } = largestFit(text.split(' '), setting, lettering);
  const height = blockHeight(lines.length, face, leading) * size;
  const slack = { top: 0, middle: (box.height - height) / 2, bottom: box.height - height }[valign];
  const first = box.y + slack + capHeight(face) * size;
  const set = lines.map((line, index) =>
    setLine(line, { lettering, box, align, size, fill: setting.fill, baseline: first + index * leading * size }),
  );
  return { ...join(set), top: box.y + slack, bottom: box.y + slack + height };
}

function largestFit(words: string[], { box, face, size, leading = 1.16 }: Setting, lettering: Lettering) {
  const breaks = words.map((_, index) => balancedLines(words, index + 1, lettering));
  const fits = breaks.map(({ lines, widest, flaws }) => {
    const fitting = Math.min(size, box.width / widest, box.height / blockHeight(lines.length, face, leading));
    return { lines, size: fitting, merit: fitting * withFlaws(flaws) };
  });
  return fits.reduce((best, fit) => (fit.merit > best.merit ? fit : best));
}

function blockHeight(lines: number, face: Typeface, leading: number): number {
  return capHeight(face) + (lines - 1) * leading;
}

function capHeight(face: Typeface): number {
  return inkBox('H', { face, tracking: 0 }).height;
}

/** Words broken into lines: the width of the widest at font size 1, and how many lines end in a small word. */
export interface Breaks {
  readonly lines: readonly (readonly string[])[];
  readonly widest: number;
  readonly flaws: number;
}

/** Breaks words into `count` lines, so that the widest is as narrow as can be and few end in a small word. */
export function balancedLines(words: readonly string[], count: number, lettering: Lettering): Breaks {
  if (count === 1) return { lines: [words], widest: inkBox(words.join(' '), lettering).width, flaws: 0 };
  const candidates = words.slice(0, words.length - count + 1).map((last, index) => {
    const head = words.slice(0, index + 1);
    const rest = balancedLines(words.slice(index + 1), count - 1, lettering);
    const widest = Math.max(inkBox(head.join(' '), lettering).width, rest.widest);
    return { lines: [head, ...rest.lines], widest, flaws: rest.flaws + (SMALL_WORD.test(last) ? 1 : 0) };
  });
  const cost = ({ widest, flaws }: Breaks) => widest / withFlaws(flaws);
  return candidates.reduce((best, candidate) => (cost(candidate) < cost(best) ? candidate : best));
}

const SMALL_WORD = /^(a|an|the|of|and|in|to|with|from|or,?|by|on)$/i;

/** What a line break is worth, in parts of a flawless one. */
export function withFlaws(flaws: number): number {
  return 0.82 ** flaws;
}
