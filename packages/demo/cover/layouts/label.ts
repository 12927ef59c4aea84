import type { Layout } from '../layout.ts';
import { art } from '../lines.ts';
import { DARK, LIGHT } from '../palettes.ts';
import { wallpaper } from '../scenery.ts';
import { TYPEFACES } from '../typefaces.ts';
import { setText } from '../typesetting.ts';

/** Patterned paper with a pasted label; the author stands above the title. */
export const label: Layout = {
  palettes: [...DARK, ...LIGHT],
  compose({ copy, seed, palette }) {
    const dark = '#2a2522';
    const fill = dark;
    return [
      art(
        wallpaper(`${seed}/wallpaper`, palette),
        `<rect x="75" y="140" width="350" height="330" fill="#000" opacity=".18" transform="translate(4 5)"/>`,
        `<rect x="75" y="140" width="350" height="330" fill="#f8f2e3"/>`,
        `<g fill="none" stroke="${dark}"><rect x="86" y="151" width="328" height="308" stroke-width="2.4"/><rect x="92" y="157" width="316" height="296" stroke-width=".8"/></g>`,
        `<path d="M170 228 H236 M264 228 H330" stroke="${dark}" stroke-width="1.2"/><path d="M250 220 L258 228 L250 236 L242 228 Z" fill="${dark}"/>`,
      ),
      setText(copy.author, {
        face: TYPEFACES.garamond,
        size: 25,
        fill,
        tracking: 0.03,
        valign: 'middle',
        box: { x: 108, y: 184, width: 284, height: 20 },
      }),
      setText(copy.title, {
        face: TYPEFACES.playfair,
        size: 46,
        fill,
        leading: 1.14,
        valign: 'middle',
        box: { x: 112, y: 260, width: 276, height: 116 },
      }),
      setText(copy.subtitle ?? copy.imprint, {
        face: TYPEFACES.garamondItalic,
        size: 20,
        fill,
        valign: 'middle',
        box: { x: 112, y: 412, width: 276, height: 18 },
      }),
    ];
  },
};
