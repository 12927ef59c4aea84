import type { Layout } from '../layout.ts';
import { art } from '../lines.ts';
import { motif } from '../motifs.ts';
import { DARK, LIGHT } from '../palettes.ts';
import { TYPEFACES } from '../typefaces.ts';
import { setText } from '../typesetting.ts';

/** Arch within arch, the title in the innermost, the author below it. */
export const arches: Layout = {
  palettes: [...LIGHT, ...DARK],
  compose({ copy, genre, palette: { ground, ink, accent, shade } }) {
    const arch = (inset: number, fill: string) =>
      `<path d="M${inset} 750 V${250} A${250 - inset} ${250 - inset} 0 0 1 ${500 - inset} 250 V750 Z" fill="${fill}"/>`;
    return [
      art(
        `<rect width="500" height="750" fill="${accent}"/>`,
        arch(14, shade),
        arch(32, accent),
        arch(46, ink),
        arch(54, ground),
        motif(genre, { x: 250, y: 172, size: 132, ink, accent, ground }),
      ),
      setText(copy.title, {
        face: TYPEFACES.abril,
        size: 74,
        fill: ink,
        leading: 1.12,
        valign: 'middle',
        box: { x: 82, y: 270, width: 336, height: 220 },
      }),
      ...(copy.subtitle
        ? [
            setText(copy.subtitle, {
              face: TYPEFACES.garamondItalic,
              size: 22,
              fill: ink,
              valign: 'middle',
              box: { x: 92, y: 512, width: 316, height: 44 },
            }),
          ]
        : []),
      setText(copy.author, {
        face: TYPEFACES.josefin,
        size: 25,
        fill: ink,
        tracking: 0.02,
        valign: 'bottom',
        box: { x: 82, y: 622, width: 336, height: 24 },
      }),
      setText(copy.imprint, {
        face: TYPEFACES.garamond,
        size: 17,
        fill: ink,
        valign: 'bottom',
        box: { x: 92, y: 694, width: 316, height: 16 },
      }),
    ];
  },
};
