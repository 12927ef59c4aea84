import { type Html, html } from '../page/html-text.ts';
import { type Ticks, ticksOver } from './axis.ts';
import { at, colourOf, type Drawing, ink, narrowWidth } from './drawing.ts';
import { legendOf } from './legend.ts';
import { labelOf, widthOf } from './lettering.ts';
import type { Series } from './series.ts';

/** One bar of a chart. */
export interface Bar {
  /** What is measured, such as a slice. */
  place: string;
  /** Of how many; said behind the place. */
  of?: string | undefined;
  candidate: string;
  value: number;
  label: string;
  lower?: number | undefined;
  upper?: number | undefined;
}

interface Bars {
  bars: readonly Bar[];
  /** True for shares from 0 to 1, false for counts. */
  isShare: boolean;
}

const plotHeight = 228;
const axisWidth = 46;
const wideWidth = 1100;
const narrowestBar = 12;
const shareTicks: Ticks = { from: 0, to: 1, values: [0, 0.25, 0.5, 0.75, 1] };

/** A grouped bar chart with intervals: places side by side, candidates beside each other in each. */
export function barChart({ bars, isShare }: Bars, series: Series): Drawing {
  const columns = columnsOf(bars);
  const legend = legendOf(columns.candidates, series, columns.left, columns.width - columns.left);
  const ticks = isShare ? shareTicks : ticksOver(0, Math.max(1, ...bars.map(topOf)), 4, 1);
  const bottom = legend.height + 20 + plotHeight;
  const y = (value: number) => at(bottom - (plotHeight * value) / ticks.to);
  const content = html`${legend.content}${grid(ticks, y, isShare, columns)}${bars.map((bar) => {
    const x = columns.startOf(bar);
    return html`<rect x="${at(x)}" y="${y(bar.value)}" width="${at(columns.bar)}" height="${at(bottom - y(bar.value))}" fill="${colourOf(series.get(bar.candidate) ?? '--series-1')}"/>`;
  })}${bars.map((bar) => marksOf(bar, at(columns.startOf(bar) + columns.bar / 2), y, columns.hasNumbers))}${columns.labels.map(
    (label, index) => placeText(label, at(columns.middleOf(index)), bottom, columns.isSlanted),
  )}`;
  return { width: columns.width, height: Math.ceil(bottom + columns.depth), content };
}

function topOf({ value, upper }: Bar): number {
  return upper ?? value;
}

/** Where the bars stand. */
function columnsOf(bars: readonly Bar[]) {
  const places = [...new Map(bars.map((bar) => [bar.place, bar])).values()];
  const candidates = [...new Set(bars.map(({ candidate }) => candidate))];
  const labels = places.map(({ place, of }) => labelOf(place, 28) + (of === undefined ? '' : ` (${of})`));
  const pitchIn = (room: number) => (0.72 * room) / places.length / candidates.length;
  const width = pitchIn(narrowWidth - axisWidth) < narrowestBar ? wideWidth : narrowWidth;
  const most = (width - axisWidth) / places.length;
  const isSlanted = labels.some((label) => widthOf(label, 13) > most - 2);
  const overhang = labels.map((label, position) => slantOf(label).left - (position + 0.4) * most);
  const left = isSlanted ? Math.max(axisWidth, ...overhang) : axisWidth;
  const group = (width - left) / places.length;
  const pitch = pitchIn(width - left);
  const middleOf = (index: number) => left + (index + 0.5) * group;
  const index = new Map(places.map(({ place }, position) => [place, position]));
  return {
    candidates,
    labels,
    width,
    left,
    isSlanted,
    /** Room below the bars. */
    depth: isSlanted ? 24 + Math.max(...labels.map((label) => slantOf(label).down)) : 30,
    bar: 0.88 * pitch,
    hasNumbers: bars.every(({ label }) => widthOf(label, 11) <= pitch + 3),
    middleOf,
    startOf: ({ place, candidate }: Bar) =>
      middleOf(index.get(place) ?? 0) + pitch * (candidates.indexOf(candidate) - candidates.length / 2 + 0.06),
  };
}

/** How far a text goes that runs down to the left by 30 degrees. */
function slantOf(label = '') {
  const length = widthOf(label, 13);
  return { left: length * 0.87, down: length * 0.5 };
}

type Columns = ReturnType<typeof columnsOf>;
type Height = (value: number) => number;

function grid({ values }: Ticks, y: Height, isShare: boolean, { left, width }: Columns): Html {
  const lines = values.map((value) => {
    const text = isShare ? `${100 * value} %` : String(value);
    return html`<line x1="${at(left)}" x2="${width}" y1="${y(value)}" y2="${y(value)}" stroke="${ink}" stroke-opacity="${value === 0 ? 0.4 : 0.12}"/><text x="${at(left - 7)}" y="${at(y(value) + 4)}" text-anchor="end" font-size="11" fill-opacity="0.65">${text}</text>`;
  });
  return html`${lines}`;
}

/** The interval of a bar, and its number above. */
function marksOf(bar: Bar, x: number, y: Height, hasNumber: boolean): Html {
  const { lower, upper, label } = bar;
  const range =
    lower !== undefined &&
    upper !== undefined &&
    html`<line x1="${x}" x2="${x}" y1="${y(lower)}" y2="${y(upper)}" stroke="${ink}" stroke-opacity="0.55" stroke-width="1.25"/>`;
  return html`${range}${hasNumber && html`<text x="${x}" y="${at(y(topOf(bar)) - 5)}" text-anchor="middle" font-size="11">${label}</text>`}`;
}

function placeText(label: string, x: number, bottom: number, isSlanted: boolean): Html {
  if (!isSlanted) return html`<text x="${x}" y="${at(bottom + 20)}" text-anchor="middle">${label}</text>`;
  return html`<text transform="translate(${x + 4} ${at(bottom + 16)}) rotate(-30)" text-anchor="end">${label}</text>`;
}
