import { unit } from '../../chance.ts';
import type { Layout } from '../layout.ts';
import { art } from '../lines.ts';
import { motif } from '../motifs.ts';
import { DARK, FAINT, LIGHT } from '../palettes.ts';
import { TYPEFACES } from '../typefaces.ts';
import { setText } from '../typesetting.ts';

/** The author at the head, an oval picture, the title in italics below; sometimes nearly tone in tone. */
export const medallion: Layout = {
  palettes: [...FAINT, ...FAINT, ...DARK, ...LIGHT],
  compose({ copy, genre, seed, palette: { ground, ink, accent, shade } }) {
    const foot = unit(`${seed}/foot`) < 0.5 ? copy.imprint : (copy.subtitle ?? copy.imprint);
    const beads = Array.from({ length: 60 }, (_, index) => {
      const angle = (index * Math.PI) / 30;
      return `<circle cx="${(250 + 141 * Math.cos(angle)).toFixed(1)}" cy="${(292 + 176 * Math.sin(angle)).toFixed(1)}" r="2.2"/>`;
    });
    return [
      art(
        `<rect width="500" height="750" fill="${ground}"/><rect x="22" y="22" width="456" height="706" rx="16" fill="none" stroke="${accent}" stroke-width="1.6"/>`,
        `<ellipse cx="250" cy="292" rx="132" ry="167" fill="${shade}" stroke="${accent}" stroke-width="2.4"/><g fill="${accent}">${beads.join('')}</g>`,
        motif(genre, { x: 250, y: 292, size: 200, ink, accent, ground: shade }),
      ),
      setText(copy.author, {
        face: TYPEFACES.garamond,
        size: 28,
        fill: ink,
        tracking: 0.08,
        valign: 'middle',
        box: { x: 54, y: 56, width: 392, height: 24 },
      }),
      setText(copy.title, {
        face: TYPEFACES.playfairItalic,
        size: 54,
        fill: ink,
        leading: 1.14,
        valign: 'middle',
        box: { x: 54, y: 508, width: 392, height: 134 },
      }),
      setText(foot, {
        face: TYPEFACES.garamondItalic,
        size: 19,
        fill: ink,
        valign: 'bottom',
        box: { x: 60, y: 672, width: 380, height: 24 },
      }),
    ];
  },
};
