import { pick } from '../../chance.ts';
import { CANVAS, type Layout } from '../layout.ts';
import { art } from '../lines.ts';
import { LIGHT, type Palette } from '../palettes.ts';
import { TYPEFACES } from '../typefaces.ts';
import { setText } from '../typesetting.ts';

/** Modern: everything flush left, over a grid of quarter circles. */
export const grid: Layout = {
  palettes: LIGHT,
  compose({ copy, seed, palette }) {
    const { ground, ink, accent } = palette;
    const left = { align: 'left', fill: ink } as const;
    const title = setText(copy.title, {
      ...left,
      face: TYPEFACES.josefin,
      size: 74,
      leading: 1.06,
      box: { x: 40, y: 92, width: 420, height: 172 },
    });
    return [
      art(`<rect width="500" height="750" fill="${ground}"/>`, tiles(seed, palette)),
      setText(copy.author, {
        ...left,
        face: TYPEFACES.josefinLight,
        size: 25,
        box: { x: 40, y: 44, width: 420, height: 24 },
      }),
      title,
      ...(copy.subtitle
        ? [
            setText(copy.subtitle, {
              ...left,
              fill: accent,
              face: TYPEFACES.josefinLight,
              size: 21,
              box: { x: 40, y: title.bottom + 22, width: 420, height: 18 },
            }),
          ]
        : []),
      setText(copy.imprint, {
        ...left,
        face: TYPEFACES.josefinLight,
        size: 15,
        align: 'right',
        box: { x: 40, y: 714, width: 420, height: 14 },
      }),
    ];
  },
};

const SIDE = 105;

function tiles(seed: string, { ink, accent, shade, ground }: Palette): string {
  return Array.from({ length: 16 }, (_, index) => {
    const x = 40 + (index % 4) * SIDE;
    const y = CANVAS.height - 424 + Math.floor(index / 4) * (SIDE - 12);
    const [back, front] = pick(
      [
        [accent, ground],
        [shade, ink],
        [ink, accent],
        [shade, accent],
        [ground, shade],
      ],
      `${seed}/colour/${index}`,
    );
    const turn = pick([0, 90, 180, 270], `${seed}/turn/${index}`);
    const shape = pick(
      [
        'M0 0 H93 A93 93 0 0 1 0 93 Z',
        'M0 0 A46.5 46.5 0 0 1 93 0 Z M0 93 A46.5 46.5 0 0 1 93 93 Z',
        'M0 0 H93 L0 93 Z',
      ],
      `${seed}/shape/${index}`,
    );
    return `<svg x="${x}" y="${y}" width="${SIDE}" height="93" viewBox="0 0 93 93" preserveAspectRatio="none"><rect width="93" height="93" fill="${back}"/><path d="${shape}" fill="${front}" transform="rotate(${turn} 46.5 46.5)"/></svg>`;
  }).join('');
}
