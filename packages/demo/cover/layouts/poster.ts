import type { Layout } from '../layout.ts';
import { art } from '../lines.ts';
import { DARK, LIGHT } from '../palettes.ts';
import { hills } from '../scenery.ts';
import { TYPEFACES } from '../typefaces.ts';
import { setText } from '../typesetting.ts';

/** A railway poster: condensed capitals over a landscape in flat colours, the author on the nearest hill. */
export const poster: Layout = {
  palettes: [...LIGHT.slice(0, 5), ...DARK],
  compose({ copy, seed, palette }) {
    const { ground, ink, accent } = palette;
    const title = setText(copy.title, {
      face: TYPEFACES.oswald,
      size: 78,
      fill: ink,
      leading: 1.14,
      box: { x: 42, y: 56, width: 416, height: 200 },
    });
    return [
      art(`<rect width="500" height="750" fill="${ground}"/>`, hills(seed, palette)),
      title,
      ...(copy.subtitle
        ? [
            setText(copy.subtitle, {
              face: TYPEFACES.josefinLight,
              size: 21,
              fill: accent,
              box: { x: 50, y: title.bottom + 24, width: 400, height: 20 },
            }),
          ]
        : []),
      setText(copy.author, {
        face: TYPEFACES.josefin,
        size: 30,
        fill: ground,
        tracking: 0.03,
        valign: 'bottom',
        box: { x: 46, y: 658, width: 408, height: 24 },
      }),
      setText(copy.imprint, {
        face: TYPEFACES.josefinLight,
        size: 15,
        fill: ground,
        tracking: 0.06,
        valign: 'bottom',
        box: { x: 60, y: 700, width: 380, height: 20 },
      }),
    ];
  },
};
