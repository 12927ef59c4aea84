import type { Layout } from '../layout.ts';
import { art } from '../lines.ts';
import { motif } from '../motifs.ts';
import { DARK } from '../palettes.ts';
import { sunburst } from '../scenery.ts';
import { TYPEFACES } from '../typefaces.ts';
import { setText } from '../typesetting.ts';

/** Art Deco: rays behind an emblem in a disc, the title on a plate at the bottom, the author above it. */
export const deco: Layout = {
  palettes: DARK,
  compose({ copy, genre, palette: { ground, ink, accent, shade } }) {
    return [
      art(
        `<rect width="500" height="750" fill="${ground}"/>`,
        sunburst(250, 250, shade),
        `<circle cx="250" cy="250" r="142" fill="${ground}" stroke="${accent}" stroke-width="4"/><circle cx="250" cy="250" r="131" fill="none" stroke="${accent}" stroke-width="1.2"/>`,
        motif(genre, { x: 250, y: 250, size: 190, ink, accent, ground }),
        `<path d="M0 470 H120 L140 450 H360 L380 470 H500 V750 H0 Z" fill="${ground}"/>`,
        `<path d="M0 470 H120 L140 450 H360 L380 470 H500 M0 480 H124 L144 460 H356 L376 480 H500" fill="none" stroke="${accent}" stroke-width="2"/>`,
        `<rect x="18" y="18" width="464" height="714" fill="none" stroke="${accent}" stroke-width="3"/>`,
      ),
      setText(copy.imprint, {
        face: TYPEFACES.josefinLight,
        size: 17,
        fill: ink,
        tracking: 0.06,
        box: { x: 60, y: 48, width: 380, height: 20 },
      }),
      setText(copy.author, {
        face: TYPEFACES.josefin,
        size: 24,
        fill: ink,
        tracking: 0.06,
        valign: 'middle',
        box: { x: 60, y: 496, width: 380, height: 22 },
      }),
      setText(copy.title, {
        face: TYPEFACES.limelight,
        size: 56,
        fill: accent,
        leading: 1.12,
        valign: 'middle',
        box: { x: 46, y: 552, width: 408, height: 114 },
      }),
      ...(copy.subtitle
        ? [
            setText(copy.subtitle, {
              face: TYPEFACES.josefinLight,
              size: 18,
              fill: ink,
              box: { x: 60, y: 694, width: 380, height: 18 },
            }),
          ]
        : []),
    ];
  },
};
