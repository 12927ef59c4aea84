import stringWidth from 'string-width';

/** A name as one line that XML can hold, in its own direction, at most so many columns wide. */
export function labelOf(name: string, mostColumns: number): string {
  return isolated(clipped(onOneLine(name), mostColumns));
}

/** A name without line ends, control characters and what XML has no place for. */
export function onOneLine(name: string): string {
  return name.replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]+/gu, ' ');
}

/** About the width of a text in pixels; fonts differ, so there is some room in it. */
export function widthOf(text: string, fontSize: number): number {
  return stringWidth(text) * fontSize * 0.58;
}

function clipped(text: string, most: number): string {
  // Marks above a letter take no column, and a name may be made of them.
  const start = text.slice(0, 4 * most);
  if (start === text && stringWidth(text) <= most) return text;
  let shown = '';
  for (const { segment } of new Intl.Segmenter('en').segment(start)) {
    if (stringWidth(shown + segment) >= most) break;
    shown += segment;
  }
  return `${shown.trimEnd()}…`;
}

/** Letters that run from right to left must not turn what stands beside them; all scripts before Hebrew run like ours. */
function isolated(text: string): string {
  return /[\u0590-\u1fff\u202a-\u202e\u2066-\u2069\u{fb1d}-\u{10ffff}]/u.test(text) ? `\u2068${text}\u2069` : text;
}
