import { unit } from '../../chance.ts';
import type { Layout } from '../layout.ts';
import { art } from '../lines.ts';
import { motif } from '../motifs.ts';
import { DARK } from '../palettes.ts';
import { TYPEFACES } from '../typefaces.ts';
import { setText } from '../typesetting.ts';

/** A paperback of three bands, with title and author on the pale one. */
export const bands: Layout = {
  palettes: DARK,
  compose({ copy, genre, seed, palette: { ground, ink, accent } }) {
    const [band, print] = unit(`${seed}/band`) < 0.5 ? [accent, ground] : [ground, ink];
    const paper = '#f7f1e1';
    const dark = '#26231f';
    return [
      art(
        `<rect width="500" height="750" fill="${band}"/><rect y="222" width="500" height="298" fill="${paper}"/>`,
        `<ellipse cx="250" cy="112" rx="150" ry="50" fill="${paper}"/>`,
        motif(genre, { x: 250, y: 636, size: 150, ink: print, accent: paper, ground: band }),
      ),
      setText(copy.imprint, {
        face: TYPEFACES.garamond,
        size: 24,
        fill: dark,
        valign: 'middle',
        box: { x: 130, y: 82, width: 240, height: 60 },
      }),
      setText(copy.title, {
        face: TYPEFACES.josefin,
        size: 52,
        fill: dark,
        leading: 1.08,
        valign: 'middle',
        box: { x: 46, y: 246, width: 408, height: 128 },
      }),
      setText(copy.author, {
        face: TYPEFACES.josefinLight,
        size: 30,
        fill: dark,
        tracking: 0.02,
        valign: 'middle',
        box: { x: 46, y: 412, width: 408, height: 22 },
      }),
      ...(copy.subtitle
        ? [
            art(`<path d="M56 464 H444" stroke="${band}" stroke-width="2"/>`),
            setText(copy.subtitle, {
              face: TYPEFACES.garamondItalic,
              size: 21,
              fill: dark,
              valign: 'middle',
              box: { x: 46, y: 484, width: 408, height: 16 },
            }),
          ]
        : []),
    ];
  },
};
