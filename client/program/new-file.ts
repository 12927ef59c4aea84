import { randomUUID } from 'node:crypto';
import { link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ClientError } from './client-error.ts';

/**
 * Writes a file for a person, all of it or nothing, and never over one that is there: it may hold the work of hours.
 * @throws {ClientError} bad input: there is such a file, or it cannot be written
 */
export function writeNewFile(file: string, content: string | Uint8Array): Promise<void> {
  return place(file, (draft) => writeFile(draft, content), link);
}

/** Writes a file, all of it or nothing, over one that may be there. @throws {ClientError} it cannot be written */
export function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  return replaceFileBy(file, (draft) => writeFile(draft, content));
}

/** The same for a file that is too large to hold: it is made under another name. */
export function replaceFileBy<T>(file: string, make: (draft: string) => Promise<T>): Promise<T> {
  return place(file, make, rename);
}

async function place<T>(
  file: string,
  make: (draft: string) => Promise<T>,
  give: (draft: string, file: string) => Promise<void>,
): Promise<T> {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    const made = await make(draft);
    await give(draft, file);
    return made;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw new ClientError('badInput', `${file} ${reasonOf(error)}. Name another file.`);
  } finally {
    // Where not even the draft could be written, there is nothing to remove.
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

function reasonOf(error: unknown): string {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST' && syscall === 'link') return 'is there already, and is not written over';
  return code === 'ENOSPC' ? 'cannot be written: the disk is full' : `cannot be written (${code})`;
}
