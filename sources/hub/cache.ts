import { mkdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../source.ts';
import { type LockWaiting, locked } from './lock.ts';
import type { HubFile } from './repository.ts';

/** Files by their content, in a folder that several processes share; who removes any of it loses time alone. */
export interface Cache {
  /** The sha256 of a file that is there already, and where it lies. */
  find(file: HubFile): Promise<Kept | undefined>;
  /** Where a file is written until it is complete, so that a download goes on where another one broke off. */
  draftOf(file: HubFile): Promise<string>;
  /** Gives a complete draft its name. */
  keep(file: HubFile, sha256: string): Promise<Kept>;
  /** Does something while no other process and nobody else in this one does anything with the same file. */
  alone<T>(file: HubFile, waiting: LockWaiting, work: () => Promise<T>): Promise<T>;
  /** Throws {@link InputError} where the disk lacks room for so many bytes. */
  requireRoom(bytes: number): Promise<void>;
}

/** A file of the cache. */
export interface Kept {
  sha256: string;
  path: string;
}

/** Bytes that stay free, so that nothing else on the disk comes to a stop. */
const leftFree = 500_000_000;

/** A cache in a folder, for its owner alone: private data sets lie there too. */
export function openCache(folder: string): Cache {
  const within = (...parts: string[]) => path.join(folder, ...parts);
  const blob = (sha256: string, file: HubFile) => within('files', sha256 + endingOf(file.path));

  async function make(place: string): Promise<void> {
    await mkdir(place, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      throw new InputError(
        `the cache folder ${place} cannot be made (${error.code}). Set TEMPERA_CACHE to another one.`,
      );
    });
  }

  async function hashOf({ sha256, oid }: HubFile): Promise<string | undefined> {
    if (sha256 !== undefined || oid === undefined) return sha256;
    const noted = await readFile(within('oids', oid), 'utf8').catch(() => '');
    return /^[0-9a-f]{64}$/.test(noted) ? noted : undefined;
  }

  return {
    async find(file) {
      const sha256 = await hashOf(file);
      if (sha256 === undefined) return undefined;
      const kept = { sha256, path: blob(sha256, file) };
      const { size } = await stat(kept.path).catch(() => ({ size: -1 }));
      return size === file.bytes ? kept : undefined;
    },
    async draftOf(file) {
      await make(within('drafts'));
      return within('drafts', `${keyOf(file)}.part`);
    },
    async keep(file, sha256) {
      const kept = { sha256, path: blob(sha256, file) };
      await make(path.dirname(kept.path));
      await rename(within('drafts', `${keyOf(file)}.part`), kept.path);
      if (file.sha256 === undefined && file.oid !== undefined) await note(file.oid, sha256);
      return kept;
    },
    async alone(file, waiting, work) {
      await make(within('locks'));
      return locked(within('locks', keyOf(file)), waiting, work);
    },
    async requireRoom(bytes) {
      await make(folder);
      const { bavail, bsize } = await statfs(folder);
      const room = bavail * bsize;
      if (bytes + leftFree <= room) return;
      throw new InputError(
        `the download takes ${gigabytes(bytes)} GB and the disk of ${folder} has ${gigabytes(room)} GB left. Make room there, or set TEMPERA_CACHE to a folder on another disk.`,
      );
    },
  };

  async function note(oid: string, sha256: string): Promise<void> {
    await make(within('oids'));
    const draft = within('drafts', `${oid}.oid`);
    await writeFile(draft, sha256);
    await rename(draft, within('oids', oid));
  }
}

/** Takes away what is not what it should be. */
export async function discard(file: string): Promise<void> {
  await rm(file, { force: true });
}

/** Readers tell kinds of files by their endings. */
function endingOf(name: string): string {
  return /\.[a-z0-9]{1,10}$/i.exec(name)?.[0].toLowerCase() ?? '';
}

function keyOf({ sha256, oid }: HubFile): string {
  return sha256 ?? oid ?? '';
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(bytes < 1e8 ? 3 : 1);
}
