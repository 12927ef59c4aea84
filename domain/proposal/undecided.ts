/** What cannot be told of data without guessing; the message names what there is to choose from, and how to say it. */
export class Undecided extends Error {
  override name = 'Undecided';
}

/** Characters of a name or value that a message repeats. */
const shown = 60;

/** A name or value of the data for a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > shown ? `${text.slice(0, shown)}…` : text);
}

/** Columns that a message names. */
const mostNamed = 8;

/** Names for a message, each in quotes. */
export function namesOf(columns: readonly { name: string }[], link = ' or '): string {
  const names = columns.slice(0, mostNamed).map(({ name }) => quoted(name));
  if (columns.length > mostNamed) names.push(`${columns.length - mostNamed} more`);
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')}${link}${names.at(-1)}`;
}
