import { type Html, html } from '../page/html-text.ts';
import { type Ticks, ticksOver } from './axis.ts';
import { at, colourOf, type Drawing, ink } from './drawing.ts';
import { widthOf } from './lettering.ts';

/** A run, or its place where it has no score. */
export interface RunPoint {
  /** Below the axis; shown where there is room. */
  label: string;
  value?: number | undefined;
  lower?: number | undefined;
  upper?: number | undefined;
  /** What a look at this run has found, by its tone. */
  look?: { text: string; tone: Tone } | undefined;
  /** A segment begins here. */
  begins?: boolean;
}

/** Of what is drawn: plain, or as a warning. */
export type Tone = 'plain' | 'doubt' | 'bad';

/** A line over runs, by their places from 0. */
export interface RunLine {
  from: number;
  to: number;
  start: number;
  end: number;
  kind: 'baseline' | 'fall';
}

interface Runs {
  points: readonly RunPoint[];
  lines: readonly RunLine[];
}

const width = 920;
const plotHeight = 250;
const top = 12;
const left = 52;
const right = 24;
const bottom = top + plotHeight;
const tones = { plain: ink, doubt: 'var(--doubt, #8a6116)', bad: 'var(--bad, #a8362a)' };
const series = colourOf('--series-1');

/** Scores of runs in their order with their intervals; breaks between segments, and looks below the axis. */
export function runChart({ points, lines }: Runs): Drawing {
  const ends = points.flatMap(({ value, lower, upper }) => [value, lower, upper].filter((end) => end !== undefined));
  const ticks = ticksOver(Math.min(1, ...ends), Math.min(1, Math.max(0, ...ends)), 5);
  const pitch = (width - left - right) / points.length;
  const x = (place: number) => at(left + (place + 0.5) * pitch);
  const y = (value: number) => at(bottom - (plotHeight * (value - ticks.from)) / (ticks.to - ticks.from));
  const hasLooks = points.some(({ look }) => look !== undefined);
  const content = html`${grid(ticks, y)}${breaks(points, x, pitch)}${lines.map((line) => runLine(line, x, y))}${points.map(
    (point, place) => mark(point, x(place), y, Math.min(5, pitch / 3)),
  )}${labels(points, x, pitch)}${looks(points, x)}`;
  return { width, height: bottom + (hasLooks ? 62 : 30), content };
}

type Across = (place: number) => number;
type Up = (value: number) => number;

function grid({ values }: Ticks, y: Up): Html {
  const rows = values.map(
    (value) =>
      html`<line x1="${left}" x2="${width - right}" y1="${y(value)}" y2="${y(value)}" stroke="${ink}" stroke-opacity="0.12"/><text x="${left - 8}" y="${at(y(value) + 4)}" text-anchor="end" font-size="11" fill-opacity="0.65">${Number((100 * value).toPrecision(6))} %</text>`,
  );
  return html`${rows}`;
}

function breaks(points: readonly RunPoint[], x: Across, pitch: number): Html {
  const begun = points.flatMap(({ begins }, place) => (begins ? [place] : []));
  const rules = begun.map((place) => {
    const between = at(x(place) - pitch / 2);
    return html`<line x1="${between}" x2="${between}" y1="${top}" y2="${bottom}" stroke="${ink}" stroke-opacity="0.5" stroke-dasharray="2 4"/>`;
  });
  return html`${rules}`;
}

function runLine({ from, to, start, end, kind }: RunLine, x: Across, y: Up): Html {
  const stroke =
    kind === 'fall'
      ? html`stroke="${tones.bad}" stroke-width="1.75"`
      : html`stroke="${ink}" stroke-opacity="0.55" stroke-dasharray="6 4"`;
  return html`<line x1="${x(from)}" x2="${x(to)}" y1="${y(start)}" y2="${y(end)}" ${stroke}/>`;
}

function mark({ value, lower, upper }: RunPoint, x: number, y: Up, radius: number): Html | undefined {
  if (value === undefined) return undefined;
  const range =
    lower !== undefined &&
    upper !== undefined &&
    html`<line x1="${x}" x2="${x}" y1="${y(lower)}" y2="${y(upper)}" stroke="${series}" stroke-opacity="0.45" stroke-width="2"/>`;
  return html`${range}<circle cx="${x}" cy="${y(value)}" r="${at(radius)}" fill="${series}"/>`;
}

/** As many labels as have room, evenly. */
function labels(points: readonly RunPoint[], x: Across, pitch: number): Html {
  const widest = Math.max(...points.map(({ label }) => widthOf(label, 11)));
  const every = Math.ceil((widest + 10) / pitch);
  const texts = points.map(
    ({ label }, place) =>
      place % every === 0 &&
      html`<text x="${x(place)}" y="${bottom + 19}" text-anchor="middle" font-size="11" fill-opacity="0.65">${label}</text>`,
  );
  return html`${texts}`;
}

function looks(points: readonly RunPoint[], x: Across): Html {
  const marks = points.map(
    ({ look }, place) =>
      look &&
      html`<circle cx="${x(place)}" cy="${bottom + 37}" r="4" fill="${tones[look.tone]}" fill-opacity="${look.tone === 'plain' ? 0 : 1}" stroke="${tones[look.tone]}" stroke-width="1.5"/><text x="${x(place)}" y="${bottom + 57}" text-anchor="middle" font-size="11" fill="${tones[look.tone]}">${look.text}</text>`,
  );
  return html`${marks}`;
}
