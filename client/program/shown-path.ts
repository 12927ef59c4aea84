import path from 'node:path';

/** A file's path for a person: from the working directory where it lies below that, else in full. */
export function shownPath(file: string): string {
  const full = path.resolve(file);
  const below = path.relative(process.cwd(), full);
  return below === '..' || below.startsWith(`..${path.sep}`) ? full : below;
}
