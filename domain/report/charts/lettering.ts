import { columnsIn, cutTo } from '../words/columns.ts';

/** A name as one line that XML can hold, in its own direction, at most so many columns wide. */
export function labelOf(name: string, mostColumns: number): string {
  return isolated(cutTo(onOneLine(name), mostColumns));
}

/** A name without line ends, control characters and what XML has no place for. */
export function onOneLine(name: string): string {
  return name.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]+/gu, ' ');
}

/** About the width of a text in pixels; fonts differ, so there is some room in it. */
export function widthOf(text: string, fontSize: number): number {
  return columnsIn(text) * fontSize * 0.58;
}

/** Letters that run from right to left must not turn what stands beside them; all scripts before Hebrew run like ours. */
function isolated(text: string): string {
  return /[\u0590-\u1fff\u202a-\u202e\u2066-\u2069\u{fb1d}-\u{10ffff}]/u.test(text) ? `\u2068${text}\u2069` : text;
}
