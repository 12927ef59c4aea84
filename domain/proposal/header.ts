import { hasImageEnding } from '../data/image-names.ts';
import { quoted, Undecided } from './undecided.ts';

/** The first line of a table names its columns; throws {@link Undecided} where it rather is a row like the others. */
export function requireHeader(columns: readonly string[]): void {
  const named = columns.filter((name) => name !== '');
  const value = named.find(hasImageEnding) ?? (named.every((name) => /^[\d.,\s-]+$/.test(name)) ? named[0] : undefined);
  if (value === undefined) return;
  throw new Undecided(
    `The first line should name the columns, and holds ${quoted(value)} as a row does. Put a line before it, such as: ${['file', 'answer', 'more'].slice(0, columns.length).join(',')}`,
  );
}
