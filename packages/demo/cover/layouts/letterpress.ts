import type { Layout } from '../layout.ts';
import { art } from '../lines.ts';
import { motif } from '../motifs.ts';
import { LIGHT } from '../palettes.ts';
import { TYPEFACES } from '../typefaces.ts';
import { setText } from '../typesetting.ts';

/** A printed wrapper in the manner of an old title page: black and red, rules, a printer's mark. */
export const letterpress: Layout = {
  palettes: LIGHT,
  compose({ copy, genre, palette: { ground, ink, accent } }) {
    const title = setText(copy.title, {
      face: TYPEFACES.fell,
      size: 60,
      fill: accent,
      leading: 1.12,
      tracking: 0.01,
      box: { x: 64, y: 92, width: 372, height: 210 },
    });
    const subtitle = copy.subtitle
      ? [
          setText(copy.subtitle, {
            face: TYPEFACES.fellItalic,
            size: 25,
            fill: ink,
            box: { x: 80, y: title.bottom + 30, width: 340, height: 20 },
          }),
        ]
      : [];
    const rule = (subtitle.at(-1)?.bottom ?? title.bottom) + 34;
    return [
      art(
        `<rect width="500" height="750" fill="${ground}"/>`,
        `<g fill="none" stroke="${ink}"><rect x="30" y="30" width="440" height="690" stroke-width="4"/><rect x="38" y="38" width="424" height="674" stroke-width="1"/></g>`,
        `<path d="M130 ${rule} H370 M160 ${rule + 5} H340" stroke="${ink}" stroke-width="1.4"/>`,
        motif(genre, { x: 250, y: 548, size: 128, ink, accent, ground }),
        `<path d="M90 652 H410" stroke="${ink}" stroke-width="1.4"/>`,
      ),
      title,
      ...subtitle,
      setText(copy.author, {
        face: TYPEFACES.fell,
        size: 32,
        fill: ink,
        tracking: 0.02,
        box: { x: 70, y: rule + 40, width: 360, height: 24 },
      }),
      setText(copy.imprint, {
        face: TYPEFACES.fell,
        size: 21,
        fill: ink,
        tracking: 0.05,
        box: { x: 90, y: 672, width: 320, height: 16 },
      }),
    ];
  },
};
