import type { Layout } from '../layout.ts';
import { art } from '../lines.ts';
import { motif } from '../motifs.ts';
import { DARK } from '../palettes.ts';
import { TYPEFACES } from '../typefaces.ts';
import { setText } from '../typesetting.ts';

/** Bound in cloth and stamped in gold: a frame, the title above an emblem, the author at the foot. */
export const cloth: Layout = {
  palettes: DARK,
  compose({ copy, genre, palette: { ground, ink, accent, shade } }) {
    const weave = `<defs><pattern id="weave" width="4" height="4" patternUnits="userSpaceOnUse"><path d="M0 1 H2 M2 3 H4" stroke="${shade}" stroke-width="1"/></pattern></defs>`;
    const corner = `<path d="M0 34 Q34 34 34 0 M0 20 Q20 20 20 0" fill="none" stroke="${accent}" stroke-width="1.6"/><circle cx="9" cy="9" r="4" fill="${accent}"/>`;
    const corners = [
      'translate(44 36)',
      'translate(464 36) scale(-1 1)',
      'translate(44 714) scale(1 -1)',
      'translate(464 714) scale(-1 -1)',
    ];
    return [
      art(
        weave,
        `<rect width="500" height="750" fill="${ground}"/><rect width="500" height="750" fill="url(#weave)"/>`,
        `<rect width="20" height="750" fill="#000" opacity=".22"/><rect x="20" width="2" height="750" fill="#fff" opacity=".12"/>`,
        `<g fill="none" stroke="${accent}"><rect x="36" y="28" width="436" height="694" stroke-width="3"/><rect x="44" y="36" width="420" height="678" stroke-width="1"/></g>`,
        ...corners.map((place) => `<g transform="${place}">${corner}</g>`),
        motif(genre, { x: 254, y: 430, size: 180, ink: accent, accent: ink, ground }),
      ),
      setText(copy.title, {
        face: TYPEFACES.cinzel,
        size: 54,
        fill: accent,
        leading: 1.2,
        tracking: 0.02,
        valign: 'middle',
        box: { x: 80, y: 92, width: 348, height: 180 },
      }),
      ...(copy.subtitle
        ? [
            setText(copy.subtitle, {
              face: TYPEFACES.garamondItalic,
              size: 22,
              fill: ink,
              box: { x: 90, y: 304, width: 328, height: 20 },
            }),
          ]
        : []),
      setText(copy.author, {
        face: TYPEFACES.cinzel,
        size: 26,
        fill: accent,
        tracking: 0.04,
        box: { x: 92, y: 588, width: 324, height: 22 },
      }),
      setText(copy.imprint, {
        face: TYPEFACES.garamondItalic,
        size: 17,
        fill: ink,
        box: { x: 92, y: 664, width: 324, height: 20 },
      }),
    ];
  },
};
