import type { Layout } from './layout.ts';
import { arches } from './layouts/arches.ts';
import { bands } from './layouts/bands.ts';
import { cloth } from './layouts/cloth.ts';
import { deco } from './layouts/deco.ts';
import { grid } from './layouts/grid.ts';
import { label } from './layouts/label.ts';
import { letterpress } from './layouts/letterpress.ts';
import { medallion } from './layouts/medallion.ts';
import { poster } from './layouts/poster.ts';
import { stacked } from './layouts/stacked.ts';

/** All layouts, in no particular order. */
export const LAYOUTS: readonly Layout[] = [
  arches,
  bands,
  cloth,
  deco,
  grid,
  label,
  letterpress,
  medallion,
  poster,
  stacked,
];
