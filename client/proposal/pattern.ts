/**
 * A name as a pattern that means itself: what has a meaning in patterns stands in a set of its own, and where that has one
 * there too, as braces and backslashes do, any character stands for it.
 */
export function literal(text: string): string {
  return text.replaceAll(/[*?[(]/g, '[$&]').replaceAll(/[{\\]/g, '?');
}

/** The pattern of some files of a folder that stands for no other one there; undefined where none does. */
export function patternOf(files: readonly string[], others: readonly string[]): string | undefined {
  const [first = '', ...rest] = files;
  if (rest.length === 0) return literal(first);
  const start = commonStart(files);
  const end = reversed(commonStart(files.map((file) => reversed(file.slice(start.length)))));
  const isMeant = (file: string) =>
    file.length >= start.length + end.length &&
    file.startsWith(start) &&
    file.endsWith(end) &&
    !file.slice(start.length).includes('/');
  if (!files.every(isMeant) || others.some(isMeant)) return undefined;
  return `${literal(start)}*${literal(end)}`;
}

function commonStart(texts: readonly string[]): string {
  const [first = '', ...rest] = texts;
  let length = 0;
  while (length < first.length && rest.every((text) => text[length] === first[length])) length += 1;
  return first.slice(0, length);
}

function reversed(text: string): string {
  return [...text].reverse().join('');
}
