import { rm, rmdir, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { unreadable, unwritable } from './artifact-errors.ts';
import type { StoredFile } from './artifact-store.ts';
import { isNotThere } from './not-there.ts';

/** A file as it lies, or undefined where it is gone. */
export async function fileAt(key: string, file: string): Promise<StoredFile | undefined> {
  try {
    const { size, mtimeMs } = await stat(file);
    return { key, bytes: size, writtenAt: mtimeMs };
  } catch (error) {
    if (isNotThere(error)) return undefined;
    throw unreadable(key, error);
  }
}

/** Has a file count as written now; one that is not ours to touch is as safe as its age. */
export async function touch(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}

/** Removes a file that was not written after `before`, and the folders that it leaves empty; tells whether it is gone. */
export async function removeFile(root: string, key: string, file: string, before?: number): Promise<boolean> {
  const there = await fileAt(key, file);
  if (there && before !== undefined && there.writtenAt > before) return false;
  try {
    await rm(file, { force: true });
  } catch (error) {
    throw unwritable(key, error);
  }
  await removeEmpty(root, path.dirname(file));
  return true;
}

/** Up to the store's own folders; one that somebody writes into meanwhile is not empty, and stays. */
async function removeEmpty(root: string, folder: string): Promise<void> {
  for (let empty = folder; path.dirname(empty).startsWith(`${root}${path.sep}`); empty = path.dirname(empty)) {
    try {
      await rmdir(empty);
    } catch {
      return;
    }
  }
}
