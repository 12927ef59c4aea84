import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

const busy = 5;

/** How one waits for a lock. */
interface Waiting {
  signal?: AbortSignal | undefined;
  /** Hears again and again that another process has it. */
  onWait: () => void;
}

/**
 * Does something while no other process and nobody else in this one does anything under the same file. SQLite takes the
 * lock of the operating system, which gives it up when its process dies, however it dies.
 */
export async function locked<T>(file: string, { signal, onWait }: Waiting, work: () => Promise<T>): Promise<T> {
  await mkdir(path.dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: 0 });
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

function take(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: number }).errcode === busy) return false;
    throw error;
  }
}
