/**
 * The entry of a table under a word from outside, which may be a word like "constructor" that every object knows;
 * undefined when the table has none.
 */
export const entryOf = <T>(table: Readonly<Record<string, T>>, word: string): T | undefined =>
  Object.hasOwn(table, word) ? table[word] : undefined;
