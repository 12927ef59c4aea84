import { listed } from './listed.ts';

/** A row that cannot become a sample. */
export interface BadRow {
  /** Its file and line. */
  where: string;
  /** In words, such as `"answer" is missing`. */
  why: string;
  /** The kind of it, by which it is counted. */
  reason: string;
}

const byPlace = new Intl.Collator('en', { numeric: true });

/** Why a data set is refused: the first bad rows by name, the others as a number, and what to do. */
export function badRowsText(bad: readonly BadRow[]): string {
  const inOrder = bad.toSorted((a, b) => byPlace.compare(a.where, b.where));
  return listed(
    inOrder.map(({ where, why }) => `${where}: ${why}`),
    `Mend ${bad.length === 1 ? 'the row' : 'the rows'}, or say data.badRows: leave, which leaves such rows out and counts them.`,
  );
}
