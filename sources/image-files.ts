import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type DataFile, openDataFile } from './data-file.ts';
import { openImagesByStem } from './images-by-stem.ts';
import { InputError } from './source.ts';

/** An image file may have so many bytes, and is then held in memory. */
export const mostImageBytes = 64_000_000;

/** The image files that the rows of one table name. */
export interface ImageFiles {
  /** Hashes a file once, however often it is named; one that cannot be read is left for `read` to say. */
  pin(name: string, onBytes: (bytes: number) => void): Promise<void>;
  /** What identifies all that have been pinned; undefined where there are none. */
  pinned(): Pinned | undefined;
  /** The bytes of a file, or why there are none, without the row; throws {@link InputError} where they are not those that were pinned. */
  read(name: string): Promise<{ bytes: Uint8Array } | { problem: string }>;
}

interface Pinned {
  bytes: number;
  sha256: string;
}

/** Image files by the names that a table gives them: below its own folder or the data folder, and never outside of that. */
export function openImageFiles(dataDirectory: string, table: Pick<DataFile, 'path'>): ImageFiles {
  const pins = new Map<string, Pinned>();
  const seen = new Set<string>();
  const imagesByStem = openImagesByStem();

  async function find(name: string): Promise<{ file: DataFile; key: string } | { problem: string }> {
    const shown = `names ${JSON.stringify(name.slice(0, 200))}`;
    const root = await realpath(dataDirectory);
    const paths = [path.dirname(table.path), root].flatMap((folder) => pathsOf(folder, name));
    const exact = await firstThere(paths);
    const [meant, another] = exact === undefined ? await withAnyEnding(paths, root) : [exact];
    if (another !== undefined) {
      return {
        problem: `${shown}, which may be ${[meant, another].map((file) => path.basename(file ?? '')).join(' or ')}`,
      };
    }
    const found = meant && (await firstThere([meant]));
    if (found === undefined) {
      return { problem: `${shown}, which is neither in the folder of its table nor in the data folder` };
    }
    const key = path.relative(root, found).split(path.sep).join('/');
    if (isOutside(key)) return { problem: `${shown}, which lies outside the data folder` };
    try {
      return { file: await openDataFile(found, key), key };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { problem: `${shown}: ${error.message.replace(/\.$/, '')}` };
    }
  }

  /** Folders outside are not even looked at. */
  async function withAnyEnding(paths: readonly string[], root: string): Promise<readonly string[]> {
    for (const file of paths.filter((one) => !isOutside(path.relative(root, one)))) {
      const images = await imagesByStem(file);
      if (images.length > 0) return images;
    }
    return [];
  }

  async function pin(name: string, onBytes: (bytes: number) => void): Promise<void> {
    if (seen.has(name)) return;
    seen.add(name);
    const found = await find(name);
    if ('problem' in found) return;
    const { file, key } = found;
    try {
      if (!pins.has(key)) pins.set(key, { bytes: file.bytes, sha256: await file.hash(onBytes) });
    } finally {
      await file.close();
    }
  }

  async function read(name: string): Promise<{ bytes: Uint8Array } | { problem: string }> {
    const found = await find(name);
    if ('problem' in found) return found;
    const { file, key } = found;
    try {
      if (file.bytes > mostImageBytes)
        return { problem: `names ${JSON.stringify(key)} of ${file.bytes} bytes; at most ${mostImageBytes} are read` };
      const bytes = new Uint8Array(await file.slice(0));
      if (createHash('sha256').update(bytes).digest('hex') === pins.get(key)?.sha256) return { bytes };
      throw new InputError(`${key} was changed since it was pinned. Start again once nobody writes to it.`);
    } finally {
      await file.close();
    }
  }

  return { pin, read, pinned: () => (pins.size === 0 ? undefined : pinnedAs(pins)) };
}

/** As it is written and, since tables come from Windows too, with its backslashes as slashes. */
function pathsOf(folder: string, name: string): string[] {
  const names = name.includes('\\') ? [name, name.replaceAll('\\', '/')] : [name];
  return names.map((one) => path.resolve(folder, one));
}

/** Where the first that exists leads: a link may point anywhere. */
async function firstThere(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const found = await realpath(file).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isOutside(key: string): boolean {
  return key === '..' || key.startsWith('../') || path.isAbsolute(key);
}

/** One hash of all files by name and content, in whatever order they were named. */
function pinnedAs(pins: ReadonlyMap<string, Pinned>): Pinned {
  const hash = createHash('sha256');
  let sum = 0;
  for (const [name, { bytes, sha256 }] of [...pins].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${JSON.stringify(name)} ${sha256}\n`);
    sum += bytes;
  }
  return { bytes: sum, sha256: hash.digest('hex') };
}
