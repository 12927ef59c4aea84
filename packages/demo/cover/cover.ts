import { renderAsync } from '@resvg/resvg-js';
import sharp from 'sharp';
import type { Book } from '../books.ts';
import { pick } from '../chance.ts';
import { copyFor } from './copy.ts';
import { CANVAS } from './layout.ts';
import { LAYOUTS } from './layouts.ts';
import { join, type Piece, type Word } from './lines.ts';
import { FONTS } from './typefaces.ts';

/** A rendered cover: a JPEG of the canvas, and the words printed on it in reading order. */
export interface Cover {
  readonly jpeg: Buffer;
  readonly words: readonly Word[];
}

/** Renders the cover of a book; the same book always gives the same bytes. */
export async function renderCover(book: Book): Promise<Cover> {
  const { svg, words } = composeCover(book);
  const { width, height, pixels } = await renderAsync(svg, { font: FONTS });
  const jpeg = await sharp(pixels, { raw: { width, height, channels: 4 } })
    .removeAlpha()
    .jpeg({ quality: 88 })
    .toBuffer();
  return { jpeg, words };
}

/** Composes the cover of a book as SVG, its words in reading order; everything about it follows from the facts and the id. */
export function composeCover(book: Book): Piece {
  const layout = pick(LAYOUTS, `${book.id}/pattern`);
  const palette = pick(layout.palettes, `${book.id}/palette`);
  const pieces = layout.compose({ copy: copyFor(book), genre: book.genre, palette, seed: book.id });
  const { width, height } = CANVAS;
  return {
    svg: `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${join(pieces).svg}</svg>`,
    words: join(pieces.toSorted((one, other) => topOf(one) - topOf(other))).words,
  };
}

function topOf({ words }: Piece): number {
  return words[0]?.box.y ?? 0;
}
