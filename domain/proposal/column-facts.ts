import type { Cell } from './cell.ts';

/** A column of a table with what its looked-at rows hold. */
export interface Column {
  name: string;
  cells: readonly Cell[];
}

/** What the values of a column are like. */
export interface ColumnFacts {
  name: string;
  rows: number;
  /** Rows that hold anything. */
  filled: number;
  /** Texts among them. */
  texts: number;
  /** Different texts, the most frequent first. */
  values: readonly string[];
  /** Rows that hold each of them. */
  counts: ReadonlyMap<string, number>;
  /** Shares of the texts that are numbers, that end as questions do, that are JSON objects. */
  numbers: number;
  questions: number;
  objects: number;
  /** Words of a text, on average. */
  words: number;
  /** Rows that hold an image, a list of texts, or a list of images. */
  images: number;
  textLists: number;
  imageLists: number;
  /** Whether its texts are numbers that only rise, as those of an index do. */
  isIndex: boolean;
}

/** Sums up what a column holds. */
export function factsOf({ name, cells }: Column): ColumnFacts {
  const texts = cells.flatMap((cell) => (cell.is === 'text' ? cell.text : []));
  const lists = cells.filter((cell) => cell.is === 'list');
  const counts = countsOf(texts);
  const shareOf = (pattern: RegExp) =>
    texts.length === 0 ? 0 : texts.filter((text) => pattern.test(text)).length / texts.length;
  return {
    name,
    rows: cells.length,
    filled: cells.filter(({ is }) => is !== 'nothing').length,
    texts: texts.length,
    values: [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([text]) => text),
    counts,
    numbers: shareOf(/^[-+−]?\d+(?:[.,]\d+)*$/),
    questions: shareOf(/[?？؟]$/u),
    objects: shareOf(/^\{\s*"/),
    words: meanWords(texts),
    images: cells.filter(({ is }) => is === 'image').length,
    textLists: lists.filter(({ of }) => of === 'text').length,
    imageLists: lists.filter(({ of }) => of === 'image').length,
    isIndex: isRising(texts),
  };
}

function countsOf(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function meanWords(texts: readonly string[]): number {
  const words = texts.reduce((sum, text) => sum + text.split(/\s+/).length, 0);
  return texts.length === 0 ? 0 : words / texts.length;
}

function isRising(texts: readonly string[]): boolean {
  return (
    texts.length > 2 &&
    texts.every((text, at) => /^\d+$/.test(text) && (at === 0 || Number(text) > Number(texts[at - 1])))
  );
}
