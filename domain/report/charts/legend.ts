import { type Html, html } from '../page/html-text.ts';
import { at, colourOf } from './drawing.ts';
import { labelOf, widthOf } from './lettering.ts';
import type { Series } from './series.ts';

interface Legend {
  height: number;
  content: Html;
}

const rowHeight = 20;
const mark = 11;

/** Names with their colours in rows, from left to right, within a width. */
export function legendOf(names: readonly string[], series: Series, left: number, width: number): Legend {
  let [x, row] = [left, 0];
  const entries = names.map((name) => {
    const label = labelOf(name, 40);
    const wide = mark + 6 + widthOf(label, 13) + 16;
    if (x > left && x + wide > left + width) [x, row] = [left, row + 1];
    const y = row * rowHeight;
    const entry = html`<rect x="${at(x)}" y="${y + 3}" width="${mark}" height="${mark}" fill="${colourOf(series.get(name) ?? '--series-1')}"/><text x="${at(x + mark + 6)}" y="${y + 13}">${label}</text>`;
    x += wide;
    return entry;
  });
  return { height: (row + 1) * rowHeight, content: html`${entries}` };
}
