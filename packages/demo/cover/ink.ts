import { Resvg } from '@resvg/resvg-js';
import { FONTS, type Typeface } from './typefaces.ts';

/** A rectangle in the units of the canvas. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A typeface with its tracking (extra space between letters, in parts of the font size). */
export interface Lettering {
  readonly face: Typeface;
  readonly tracking: number;
}

const MEASURED_AT = 100;
const measured = new Map<string, Box>();

/** The box that the ink of one line covers, relative to the start of its baseline, at font size 1. */
export function inkBox(text: string, lettering: Lettering): Box {
  const element = textElement(text, lettering, { x: 0, y: 0, size: MEASURED_AT, fill: '#000' });
  const known = measured.get(element);
  if (known) return known;

  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100">${element}</svg>`;
  const box = new Resvg(svg, { font: FONTS }).getBBox();
  if (!box) throw new Error(`The text "${text}" has no ink in ${lettering.face.family}; print something visible`);
  const ink = scaled(box, 1 / MEASURED_AT);
  measured.set(element, ink);
  return ink;
}

interface Placement {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fill: string;
}

/** One line of text as SVG, from the start of its baseline. */
export function textElement(text: string, { face, tracking }: Lettering, { x, y, size, fill }: Placement): string {
  const font = `font-family="${face.family}" font-weight="${face.weight}" font-style="${face.style}"`;
  const place = `x="${round(x)}" y="${round(y)}" font-size="${round(size)}" letter-spacing="${round(tracking * size)}"`;
  return `<text ${place} ${font} fill="${fill}">${escaped(text)}</text>`;
}

function scaled(box: Box, factor: number): Box {
  return { x: box.x * factor, y: box.y * factor, width: box.width * factor, height: box.height * factor };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
