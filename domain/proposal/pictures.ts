import { withoutImageEnding } from '../data/image-names.ts';
import type { Column } from './column-facts.ts';
import { isNameable } from './names.ts';

/** How a column names pictures. */
export interface NamedPictures {
  /** For `data.columns.image`: the column, or the folder with the column in braces. */
  image: string;
  /** Rows whose picture is there. */
  found: number;
  /** Different pictures among them. */
  different: number;
  /** Texts that name none, a few. */
  missing: readonly string[];
}

/** Finds the pictures that texts name. */
export interface PictureIndex {
  /** How the column names them; undefined where it names fewer than half of them, or where no spec can say how. */
  namedBy(column: Column): NamedPictures | undefined;
}

/** Texts that name no picture that a message repeats. */
const mostMissing = 3;

/** Pictures by their paths, as a table names files: from its folder, with slashes. */
export function indexPictures(paths: readonly string[]): PictureIndex {
  /** By all that a path ends in, with its ending and without: the folders before it. */
  const folders = new Map<string, Set<string>>();
  for (const path of paths) {
    for (const [folder, name] of endsOf(path)) {
      for (const known of new Set([name, withoutImageEnding(name)])) {
        folders.set(known, (folders.get(known) ?? new Set()).add(folder));
      }
    }
  }

  return {
    namedBy(column) {
      const names = column.cells.flatMap((cell) => (cell.is === 'text' ? asPath(cell.text) : []));
      const folder = mostFrequent(names.flatMap((name) => [...(folders.get(name) ?? [])]));
      if (folder === undefined || !isNameable(column.name) || /[{}]/.test(folder)) return undefined;
      const found = names.filter((name) => folders.get(name)?.has(folder));
      if (2 * found.length <= names.length) return undefined;
      const missing = [...new Set(names.filter((name) => !folders.get(name)?.has(folder)))].slice(0, mostMissing);
      const image = folder === '' ? column.name : `${folder}/{${column.name}}`;
      return { image, found: found.length, different: new Set(found).size, missing };
    },
  };
}

/** `a/b/c.jpg` is `c.jpg` in `a/b`, `b/c.jpg` in `a`, and itself. */
function endsOf(path: string): [folder: string, name: string][] {
  const steps = path.split('/');
  return steps.map((_, at) => [steps.slice(0, at).join('/'), steps.slice(at).join('/')]);
}

function asPath(text: string): string {
  return text.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
}

function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  // Of equally many the shorter: the nearer to the table.
  return [...counts].sort(([a, m], [b, n]) => n - m || a.length - b.length || (a < b ? -1 : 1))[0]?.[0];
}
