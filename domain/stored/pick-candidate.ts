import { StoredAnswersError, type StoredEntry } from './entry.ts';

/** The entries of one candidate of a file. Throws {@link StoredAnswersError} where it is not said which, or not there. */
export function pickCandidate(
  entries: readonly StoredEntry[],
  source: string,
  wanted?: string,
): readonly StoredEntry[] {
  const names = [...new Set(entries.flatMap(({ candidate }) => candidate ?? []))];
  if (names.length > 0) refuseBlank(entries);
  if (wanted !== undefined) {
    const own = entries.filter(({ candidate }) => candidate === wanted);
    if (own.length > 0) return own;
    throw new StoredAnswersError(
      `${source} has no answers of ${JSON.stringify(wanted)}. ${names.length > 0 ? `There are: ${names.join(', ')}.` : 'It names nobody: leave answers.candidate out.'}`,
    );
  }
  if (names.length < 2) return entries;
  throw new StoredAnswersError(
    `${source} has answers of ${names.length} candidates: ${names.join(', ')}. Say which by answers.candidate.`,
  );
}

/** An answer that may be anybody's is neither taken nor left out. */
function refuseBlank(entries: readonly StoredEntry[]): void {
  const blank = entries.filter(({ candidate }) => candidate === undefined);
  const [first] = blank;
  if (!first) return;
  const more = blank.length > 1 ? ` (so in ${blank.length} rows)` : '';
  throw new StoredAnswersError(
    `${first.where}: "candidate" is blank${more}, where other rows name one. Say whose answer it is, or remove the column.`,
  );
}
