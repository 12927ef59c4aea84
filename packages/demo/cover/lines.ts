import { type Box, inkBox, type Lettering, textElement } from './ink.ts';

/** A printed word and where its ink is. */
export interface Word {
  readonly text: string;
  readonly box: Box;
}

/** A part of a cover: what is drawn, and the words in it. */
export interface Piece {
  readonly svg: string;
  readonly words: readonly Word[];
}

/** Puts pieces on top of each other. */
export function join(pieces: readonly Piece[]): Piece {
  return { svg: pieces.map((piece) => piece.svg).join('\n'), words: pieces.flatMap((piece) => piece.words) };
}

/** A piece without words. */
export function art(...svg: string[]): Piece {
  return { svg: svg.join('\n'), words: [] };
}

/** Where a line stands in its box, and its type. */
export interface Line {
  readonly lettering: Lettering;
  readonly box: Box;
  readonly align: 'left' | 'middle' | 'right';
  readonly size: number;
  readonly fill: string;
  readonly baseline: number;
}

/** Sets one line, as wide as it is. */
export function setLine(words: readonly string[], { lettering, box, align, size, fill, baseline }: Line): Piece {
  const text = words.join(' ');
  const ink = inkBox(text, lettering);
  const slack = { left: 0, middle: 0.5, right: 1 }[align] * (box.width - ink.width * size);
  const x = box.x + slack - ink.x * size;
  return {
    svg: textElement(text, lettering, { x, y: baseline, size, fill }),
    words: words.map((word, index) => ({ text: word, box: wordBox(words, index, { lettering, x, baseline, size }) })),
  };
}

function wordBox(
  words: readonly string[],
  index: number,
  { lettering, x, baseline, size }: Omit<Line, 'box' | 'align' | 'fill'> & { x: number },
): Box {
  const line = inkBox(words.join(' '), lettering);
  const upToHere = inkBox(words.slice(0, index + 1).join(' '), lettering);
  const fromHere = inkBox(words.slice(index).join(' '), lettering);
  const self = inkBox(words[index] ?? '', lettering);
  const left = line.x + line.width - fromHere.width;
  return {
    x: x + left * size,
    y: baseline + self.y * size,
    width: (upToHere.x + upToHere.width - left) * size,
    height: self.height * size,
  };
}
