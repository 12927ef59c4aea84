import { pick, unit } from '../chance.ts';
import type { Palette } from './palettes.ts';

/** Ridges of hills, one before the other, below a sun or moon; the nearest is of the ink's colour. */
export function hills(seed: string, { ground, ink, accent, shade }: Palette): string {
  const sun = `<circle cx="${120 + unit(`${seed}/sun`) * 260}" cy="420" r="${60 + unit(`${seed}/sun size`) * 30}" fill="${accent}"/>`;
  const ridges = [
    ridge(`${seed}/far`, { ground, y: 450, swell: 46, fill: shade, opacity: 1 }),
    ridge(`${seed}/middle`, { ground, y: 510, swell: 40, fill: accent, opacity: 0.6 }),
    ridge(`${seed}/near`, { ground, y: 568, swell: 32, fill: ink, opacity: 0.62 }),
    ridge(`${seed}/nearest`, { ground, y: 622, swell: 18, fill: ink, opacity: 1 }),
  ];
  return sun + ridges.join('');
}

interface Ridge {
  readonly ground: string;
  readonly y: number;
  readonly swell: number;
  readonly fill: string;
  readonly opacity: number;
}

function ridge(seed: string, { ground, y, swell, fill, opacity }: Ridge): string {
  const phase = unit(`${seed}/phase`) * 7;
  const length = 70 + unit(`${seed}/length`) * 50;
  const points = Array.from({ length: 51 }, (_, index) => {
    const height = Math.sin((index * 10) / length + phase) + 0.4 * Math.sin((index * 23) / length + 3 * phase);
    return `${index * 10} ${(y - (swell * height) / 1.4).toFixed(1)}`;
  });
  const path = `M0 750 L${points.join(' L')} L500 750 Z`;
  return `<path d="${path}" fill="${ground}"/><path d="${path}" fill="${fill}" fill-opacity="${opacity}"/>`;
}

const RAYS = 36;

/** Rays from a point, as an Art Deco sunburst. */
export function sunburst(x: number, y: number, fill: string): string {
  const rays = Array.from({ length: RAYS }, (_, index) => {
    const from = (index * 2 * Math.PI) / RAYS;
    const to = from + Math.PI / RAYS;
    return `M${x} ${y} L${x + 1100 * Math.cos(from)} ${y + 1100 * Math.sin(from)} L${x + 1100 * Math.cos(to)} ${y + 1100 * Math.sin(to)} Z`;
  });
  return `<path d="${rays.join(' ')}" fill="${fill}"/>`;
}

/** The whole canvas in paper with an all-over ornament, one of four. */
export function wallpaper(seed: string, palette: Palette): string {
  const { width, height, svg } = pick([scallops, lozenges, stems, rings], seed)(palette);
  return `<defs><pattern id="wallpaper" width="${width}" height="${height}" patternUnits="userSpaceOnUse">
    <rect width="${width}" height="${height}" fill="${palette.ground}"/>${svg}</pattern></defs>
    <rect width="500" height="750" fill="url(#wallpaper)"/>`;
}

interface Tile {
  readonly width: number;
  readonly height: number;
  readonly svg: string;
}

function scallops({ ground, accent, shade }: Palette): Tile {
  const scale = (x: number, y: number) =>
    [25, 18, 11, 4]
      .map(
        (r, i) =>
          `<circle cx="${x}" cy="${y}" r="${r}" fill="${i % 2 ? ground : shade}" stroke="${accent}" stroke-width="1"/>`,
      )
      .join('');
  const row = (y: number, shift: number) => [0, 50, 100].map((x) => scale(x - shift, y)).join('');
  return { width: 50, height: 25, svg: row(0, 0) + row(12.5, 25) + row(25, 0) + row(37.5, 25) };
}

function lozenges({ accent, shade, ink }: Palette): Tile {
  return {
    width: 50,
    height: 75,
    svg: `<path d="M25 0 L50 37.5 L25 75 L0 37.5 Z" fill="${shade}"/><path d="M25 14 L41 37.5 L25 61 L9 37.5 Z" fill="none" stroke="${accent}" stroke-width="1.6"/>
      <circle cx="25" cy="37.5" r="4" fill="${accent}"/><g fill="${ink}"><circle cx="0" cy="0" r="2.4"/><circle cx="50" cy="0" r="2.4"/><circle cx="0" cy="75" r="2.4"/><circle cx="50" cy="75" r="2.4"/></g>`,
  };
}

function stems({ accent, shade }: Palette): Tile {
  const leaf = 'M0 0 C 7 -4 9 -14 3 -21 C -4 -15 -5 -6 0 0 Z';
  const leaves = [70, 45, 20].map(
    (y) =>
      `<path d="${leaf}" transform="translate(25 ${y}) rotate(48)"/><path d="${leaf}" transform="translate(25 ${y}) scale(-1 1) rotate(48)"/>`,
  );
  return {
    width: 50,
    height: 75,
    svg: `<path d="M0 0 V75 M50 0 V75" stroke="${shade}" stroke-width="3"/><path d="M25 0 V75" stroke="${accent}" stroke-width="1.4"/><g fill="${accent}">${leaves.join('')}</g>`,
  };
}

function rings({ accent, shade, ink }: Palette): Tile {
  const ring = (x: number, y: number) =>
    `<circle cx="${x}" cy="${y}" r="24" fill="none" stroke="${accent}" stroke-width="1.6"/>`;
  return {
    width: 50,
    height: 50,
    svg: `<rect x="13" y="13" width="24" height="24" transform="rotate(45 25 25)" fill="${shade}"/>
      ${ring(0, 0)}${ring(50, 0)}${ring(0, 50)}${ring(50, 50)}${ring(25, 25)}<circle cx="25" cy="25" r="3" fill="${ink}"/>`,
  };
}
