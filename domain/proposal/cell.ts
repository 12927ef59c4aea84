import { valueText } from '../data/value-text.ts';

/** What a cell of a table holds, as far as it tells what its column is for; little is kept of it. */
export type Cell =
  | { is: 'nothing' }
  | { is: 'text'; text: string }
  | { is: 'image' }
  | { is: 'list'; of: 'text' | 'image' | 'other'; texts: readonly string[] }
  | { is: 'other' };

/** Characters of a text that are kept: a label or the name of a file is shorter. */
const kept = 300;

const nothing: Cell = { is: 'nothing' };

/** Reads a value: a text, a list, an image as bytes, `{ bytes, path }` or a data URL, or something else. */
export function readCell(value: unknown): Cell {
  if (Array.isArray(value)) return readList(value);
  if (isImage(value)) return { is: 'image' };
  const path = pathIn(value);
  const read = valueText(path ?? value);
  if (!('text' in read)) return { is: 'other' };
  return read.text === '' ? nothing : { is: 'text', text: read.text.slice(0, kept) };
}

function readList(values: readonly unknown[]): Cell {
  if (values.length === 0) return nothing;
  const cells = values.slice(0, 20).map(readCell);
  const texts = cells.flatMap((cell) => (cell.is === 'text' ? cell.text : []));
  if (cells.every(({ is }) => is === 'image')) return { is: 'list', of: 'image', texts };
  return { is: 'list', of: cells.every(({ is }) => is === 'text' || is === 'nothing') ? 'text' : 'other', texts };
}

function isImage(value: unknown): boolean {
  if (value instanceof Uint8Array) return value.length > 0;
  if (typeof value === 'string') return /^\s*data:image\//i.test(value);
  return typeof value === 'object' && value !== null && 'bytes' in value && isFilled(value.bytes);
}

function isFilled(bytes: unknown): boolean {
  return (bytes instanceof Uint8Array || typeof bytes === 'string') && bytes.length > 0;
}

/** Of an image that is no bytes: the file that it names. */
function pathIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('path' in value)) return undefined;
  return typeof value.path === 'string' ? value.path : undefined;
}
