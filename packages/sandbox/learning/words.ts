/** The words of a text for comparing: lower case, accents and apostrophes dropped, cut at everything else. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’‘`]/g, '')
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? [];

/** A text reduced to what is compared: its words, one space between. */
export const normalised = (text: string): string => wordsOf(text).join(' ');

/** F1 of the words that two texts share, 0 to 1; two empty texts are equal. */
export function tokenF1(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 1 : 0;
  return (2 * sharedWords(a, b)) / (a.length + b.length);
}

function sharedWords(a: readonly string[], b: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of a) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of b) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared += 1;
    left.set(word, count - 1);
  }
  return shared;
}

/** Likeness of two words, 1 minus edits a letter: 1 for equal, at least 0. */
export function wordLikeness(a: string, b: string): number {
  if (a === b) return 1;
  const longest = Math.max(a.length, b.length);
  return longest === 0 ? 1 : Math.max(0, 1 - editDistance(a, b) / longest);
}

/** Levenshtein's distance: least number of letters to put in, take out or change. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}

/** F1 like `tokenF1`, where a misread word still counts when three quarters of it are right. */
export function fuzzyF1(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 1 : 0;
  const left = [...b];
  let shared = 0;
  for (const word of a) {
    const likeness = left.map((other) => wordLikeness(word, other));
    const best = likeness.indexOf(Math.max(...likeness, 0));
    const value = likeness[best] ?? 0;
    if (value < 0.75) continue;
    shared += value;
    left.splice(best, 1);
  }
  return (2 * shared) / (a.length + b.length);
}
