import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ArtifactError } from '../artifact-store.ts';
import { touch } from '../folder-removal.ts';
import { isNotThere } from '../not-there.ts';

/** Files of a store on this disk, each by a name that stands for its content: read again and again, fetched once. */
export interface ContentCache {
  /** Where drafts lie that may become files of it. */
  drafts: string;
  /** Throws where this machine has no place for it. */
  makeFolders(): Promise<void>;
  /**
   * What `use` makes of a file, which `fetch` writes where it is not there. What cannot be used was broken on this disk, or
   * removed by another process meanwhile: it is fetched once more.
   */
  use<T>(name: string, fetch: (draft: string) => Promise<void>, use: (file: string) => Promise<T>): Promise<T>;
  /** Where a file of that name lies, or would. */
  pathOf(name: string): string;
  /** Makes room for what has come in, oldest use first. */
  makeRoom(added: number): Promise<void>;
}

/** A kill leaves a draft behind; no sending and no fetching lasts as long as this, in milliseconds. */
const draftAge = 24 * 60 * 60_000;

/** A cache in a folder that several processes may share, of about so many bytes. */
export function createContentCache(folder: string, mostBytes: number): ContentCache {
  const files = path.join(folder, 'files');
  const drafts = path.join(folder, 'drafts');
  const pathOf = (name: string) => path.join(files, name);
  const underway = new Map<string, Promise<string>>();
  let addedSince = Number.POSITIVE_INFINITY;

  async function fetchOnce(name: string, fetch: (draft: string) => Promise<void>): Promise<string> {
    if (await isThere(pathOf(name))) {
      await touch(pathOf(name));
      return pathOf(name);
    }
    const draft = path.join(drafts, randomUUID());
    try {
      await makeFolders();
      await fetch(draft);
      const { size } = await stat(draft);
      await rename(draft, pathOf(name));
      await makeRoom(size);
      return pathOf(name);
    } finally {
      await rm(draft, { force: true });
    }
  }

  async function makeFolders(): Promise<void> {
    try {
      for (const one of [files, drafts]) await mkdir(one, { recursive: true, mode: 0o700 });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code;
      const why = `a store on S3 keeps what it reads in ${folder}, which cannot be made (${reason})`;
      throw new ArtifactError('unwritable', `${why}. Set XDG_CACHE_HOME to a folder that can be written to.`);
    }
  }

  async function makeRoom(added: number): Promise<void> {
    addedSince += added;
    if (addedSince < mostBytes / 20) return;
    addedSince = 0;
    const now = Date.now();
    for (const old of await filesIn(drafts)) if (old.usedAt < now - draftAge) await rm(old.file, { force: true });
    const kept = (await filesIn(files)).sort((a, b) => b.usedAt - a.usedAt);
    let bytes = 0;
    for (const one of kept) {
      bytes += one.bytes;
      // The newest is what somebody waits for, however large.
      if (bytes > mostBytes && one !== kept[0]) await rm(one.file, { force: true });
    }
  }

  /** Who wants the same file at the same moment shares one fetching. */
  function shared(name: string, fetch: (draft: string) => Promise<void>): Promise<string> {
    const begun = underway.get(name);
    if (begun) return begun;
    const fetching = fetchOnce(name, fetch).finally(() => underway.delete(name));
    underway.set(name, fetching);
    return fetching;
  }

  return {
    drafts,
    makeFolders,
    pathOf,
    makeRoom,
    async use(name, fetch, use) {
      const file = await shared(name, fetch);
      try {
        return await use(file);
      } catch {
        await rm(file, { force: true });
        return await use(await shared(name, fetch));
      }
    },
  };
}

async function isThere(file: string): Promise<boolean> {
  const found = await stat(file).catch((error: unknown) => {
    if (isNotThere(error)) return undefined;
    throw error;
  });
  return found !== undefined;
}

/** Files in a folder, but for those that go meanwhile. */
async function filesIn(folder: string): Promise<{ file: string; bytes: number; usedAt: number }[]> {
  const found = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    const facts = await stat(file).catch(() => undefined);
    if (facts) found.push({ file, bytes: facts.size, usedAt: facts.mtimeMs });
  }
  return found;
}
