import { type Html, html } from '../page/html-text.ts';
import { type Ticks, ticksOver } from './axis.ts';
import { at, colourOf, type Drawing, ink } from './drawing.ts';
import { labelOf, widthOf } from './lettering.ts';

/** The difference in one slice. */
export interface Dot {
  place: string;
  /** Of how many; said behind the place. */
  of: string;
  /** In points, as the interval. */
  value: number;
  /** Absent where there is too little to test: such a dot is hollow. */
  lower?: number | undefined;
  upper?: number | undefined;
}

interface Dots {
  dots: readonly Dot[];
  /** In points; shaded on both sides of 0. */
  effect: number;
}

const width = 920;
const rowHeight = 32;
const top = 6;
/** Room for half of the last number of the axis. */
const right = 20;
const colour = colourOf('--series-1');

/** Differences below each other with their intervals; 0 and the minimum effect behind them. */
export function dotPlot({ dots, effect }: Dots): Drawing {
  const labels = dots.map(({ place, of }) => `${labelOf(place, 40)} (${of})`);
  const left = Math.max(60, ...labels.map((label) => widthOf(label, 13))) + 20;
  const ends = dots.flatMap(({ value, lower = value, upper = value }) => [lower, upper]);
  const ticks = ticksOver(Math.min(-effect, ...ends), Math.max(effect, ...ends), 8);
  const bottom = top + dots.length * rowHeight;
  const x = (points: number) => at(left + ((width - left - right) * (points - ticks.from)) / (ticks.to - ticks.from));
  const content = html`<rect x="${x(-effect)}" y="${top}" width="${at(x(effect) - x(-effect))}" height="${bottom - top}" fill-opacity="0.1"/>${grid(ticks, x, bottom)}${dots.map(
    (dot, index) => row(dot, labels[index] ?? '', at(left - 14), top + (index + 0.5) * rowHeight, x),
  )}`;
  return { width, height: bottom + 24, content };
}

type Across = (points: number) => number;

function grid({ values }: Ticks, x: Across, bottom: number): Html {
  const lines = values.map(
    (value) =>
      html`<line x1="${x(value)}" x2="${x(value)}" y1="${top}" y2="${bottom}" stroke="${ink}" stroke-opacity="${value === 0 ? 0.55 : 0.12}"/><text x="${x(value)}" y="${bottom + 17}" text-anchor="middle" font-size="11" fill-opacity="0.65">${tickText(value)}</text>`,
  );
  return html`${lines}`;
}

function tickText(points: number): string {
  if (points === 0) return '0';
  return `${points > 0 ? '+' : '−'}${Math.abs(points)}`;
}

function row({ value, lower, upper }: Dot, label: string, labelEnd: number, y: number, x: Across): Html {
  const isTested = lower !== undefined && upper !== undefined;
  return html`<text x="${labelEnd}" y="${y + 4.5}" text-anchor="end">${label}</text>${
    isTested &&
    html`<line x1="${x(lower)}" x2="${x(upper)}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="2.5"/>`
  }<circle cx="${x(value)}" cy="${y}" r="5" fill="${colour}" fill-opacity="${isTested ? 1 : 0}" stroke="${colour}" stroke-width="2"/>`;
}
