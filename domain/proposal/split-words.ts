import type { Split } from '../data/sample.ts';

/** What splits are called in data, as the `datasets` library of Hugging Face tells them too. */
const words: Readonly<Record<string, Split>> = {
  train: 'train',
  training: 'train',
  validation: 'validation',
  valid: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
  eval: 'test',
  evaluation: 'test',
  unlabelled: 'unlabelled',
};

/** The split that a value names as a whole. */
export function splitOfValue(value: string): Split | undefined {
  const word = value.trim().toLowerCase();
  return Object.hasOwn(words, word) ? words[word] : undefined;
}

/** The split that a word of a file's name or folder names; undefined where none does, or several do. */
export function splitOfPath(path: string): Split | undefined {
  const parts = path.split('/');
  // The nearest to the file says it.
  for (const part of parts.reverse()) {
    const named = new Set(part.split(/[^\p{L}]+/u).flatMap((word) => splitOfValue(word) ?? []));
    if (named.size > 0) return named.size === 1 ? [...named][0] : undefined;
  }
  return undefined;
}
