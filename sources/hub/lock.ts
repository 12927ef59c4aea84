import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError } from '../source.ts';

const busy = 5;

/** How one waits for a lock. */
export interface LockWaiting {
  signal?: AbortSignal | undefined;
  /** Hears again and again that another process has it. */
  onWait: () => void;
}

/**
 * Does something while no other process and nobody else in this one does anything under the same file. SQLite takes the
 * lock of the operating system, which gives it up when its process dies, however it dies.
 */
export async function locked<T>(file: string, { signal, onWait }: LockWaiting, work: () => Promise<T>): Promise<T> {
  const database = openLock(file);
  try {
    while (!take(database)) {
      onWait();
      await sleep(200, undefined, { ...(signal && { signal }) }).catch(() => signal?.throwIfAborted());
    }
    return await work();
  } finally {
    database.close();
  }
}

function openLock(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw new InputError(
      `${file} cannot be opened (${(error as Error).message}). Set TEMPERA_CACHE to a folder that can be written to.`,
    );
  }
}

function take(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === busy) return false;
    throw error;
  }
}
