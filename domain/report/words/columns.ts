import stringWidth from 'string-width';

/** The columns that a text takes in a terminal: two for a Chinese character, none for an accent of its own. */
export function columnsIn(text: string): number {
  return stringWidth(text);
}

/** A text of at most so many columns, cut with a mark where it has more. */
export function cutTo(text: string, most: number): string {
  // Marks above a letter take no column, and a name may be made of them.
  const start = text.slice(0, 4 * most);
  if (start === text && columnsIn(text) <= most) return text;
  let shown = '';
  for (const { segment } of new Intl.Segmenter('en').segment(start)) {
    if (columnsIn(shown + segment) >= most) break;
    shown += segment;
  }
  return `${shown.trimEnd()}…`;
}

/** A text in a column of a terminal: cut with a mark where it is too long. */
export function fitted(text: string, width: number): string {
  const cut = cutTo(text, width);
  return cut + ' '.repeat(Math.max(0, width - columnsIn(cut)));
}
