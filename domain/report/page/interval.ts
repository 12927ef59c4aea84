import type { Interval } from '../../statistics/clustered.ts';
import { points } from '../words/format.ts';
import { type Html, html } from './html-text.ts';

/** The part of the line of differences that is drawn; 0 is in it. */
export interface Scale {
  from: number;
  to: number;
}

/** What a difference looks like on a line. */
export interface DifferenceLine {
  mean: number;
  interval: Interval;
  minimumEffect: number;
  scale: Scale;
  /** The same in words. */
  words: string;
  isLarge?: boolean;
}

const steps = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1];

/** A scale with 0 in the middle that shows an interval and the minimum effect. */
export function scaleAround({ lower, upper }: Interval, minimumEffect: number): Scale {
  const largest = 1.05 * Math.max(1.5 * minimumEffect, Math.abs(lower), Math.abs(upper));
  const extent = steps.find((step) => step >= largest) ?? 1;
  return { from: -extent, to: extent };
}

/** The narrowest scale that shows all intervals and the minimum effect. */
export function scaleOver(intervals: readonly Interval[], minimumEffect: number): Scale {
  const from = Math.min(-2 * minimumEffect, ...intervals.map(({ lower }) => lower));
  const to = Math.max(2 * minimumEffect, ...intervals.map(({ upper }) => upper));
  const margin = 0.03 * (to - from);
  return { from: from - margin, to: to + margin };
}

/** A difference with its interval as a drawn line; its places are percentages, so that it fits any width. */
export function differenceLine(line: DifferenceLine): Html {
  const { mean, interval, minimumEffect, scale, words, isLarge = false } = line;
  const share = (length: number) => `${((100 * length) / (scale.to - scale.from)).toFixed(2)}%`;
  const at = (difference: number) => share(difference - scale.from);
  const [height, middle] = isLarge ? [104, 44] : [22, 11];
  return html`<svg class="line" width="100%" height="${height}" role="img"><title>${words}</title>
<rect class="band" x="${at(-minimumEffect)}" width="${share(2 * minimumEffect)}" y="0" height="${isLarge ? 78 : height}"/>
<line class="zero" x1="${at(0)}" x2="${at(0)}" y1="0" y2="${isLarge ? 78 : height}"/>
${isLarge && ticksOf(scale, at)}
<line class="range" x1="${at(interval.lower)}" x2="${at(interval.upper)}" y1="${middle}" y2="${middle}"/>
${isLarge && [interval.lower, interval.upper].map((end) => html`<line class="range" x1="${at(end)}" x2="${at(end)}" y1="${middle - 8}" y2="${middle + 8}"/>`)}
<circle class="mean" cx="${at(mean)}" cy="${middle}" r="${isLarge ? 7 : 4}"/>
${isLarge && label(at(mean), middle - 18, points(mean))}
</svg>`;
}

function ticksOf({ from, to }: Scale, at: (difference: number) => string): Html {
  const ticks = [from, from / 2, 0, to / 2, to];
  return html`<line class="scale" x1="0" x2="100%" y1="78" y2="78"/>${ticks.map((tick, index) => {
    const anchor = ['start', 'middle', 'middle', 'middle', 'end'][index];
    return html`<text class="tick" x="${at(tick)}" y="98" text-anchor="${anchor}">${tickText(tick)}</text>`;
  })}`;
}

function tickText(tick: number): string {
  return tick === 0 ? '0' : points(tick).replace('.0', '');
}

function label(x: string, y: number, text: string): Html {
  return html`<text class="value" x="${x}" y="${y}" text-anchor="middle">${text}</text>`;
}
