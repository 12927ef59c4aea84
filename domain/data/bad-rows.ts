/** A row that cannot become a sample. */
export interface BadRow {
  /** Its file and line. */
  where: string;
  /** In words, such as `"answer" is missing`. */
  why: string;
  /** The kind of it, by which it is counted. */
  reason: string;
}

/** Rows that a message names. */
const mostNamed = 5;

const byPlace = new Intl.Collator('en', { numeric: true });

/** Why a data set is refused: the first bad rows by name, the others as a number, and what to do. */
export function badRowsText(bad: readonly BadRow[]): string {
  const named = bad
    .toSorted((a, b) => byPlace.compare(a.where, b.where))
    .slice(0, mostNamed)
    .map(({ where, why }) => `${where}: ${why.replace(/\.$/, '')}`);
  const more = bad.length > named.length ? [`and ${bad.length - named.length} more`] : [];
  return `${[...named, ...more].join('; ')}. Mend ${bad.length === 1 ? 'the row' : 'the rows'}, or say data.badRows: leave, which leaves such rows out and counts them.`;
}
