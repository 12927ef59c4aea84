import type { Genre } from '../books.ts';
import type { Copy } from './copy.ts';
import type { Piece } from './lines.ts';
import type { Palette } from './palettes.ts';

/** The canvas of every cover, in pixels. */
export const CANVAS = { width: 500, height: 750 } as const;

/** What a layout composes. The seed decides details within the layout. */
export interface Commission {
  readonly copy: Copy;
  readonly genre: Genre;
  readonly palette: Palette;
  readonly seed: string;
}

/** A way to compose a cover, and the palettes that suit it. */
export interface Layout {
  readonly palettes: readonly Palette[];
  compose(commission: Commission): Piece[];
}
