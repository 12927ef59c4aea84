import { closeSync, mkdirSync, openSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BEAT_MS = 1_000;
const DEAD_AFTER_MS = 10_000;

/**
 * Runs the task while no other process runs one under the same lock file. The holder touches the file every second,
 * so a lock that was left behind by a killed process is taken over after ten.
 * @template T
 * @param {string} lock
 * @param {() => void} onWait called once when another process holds the lock
 * @param {() => Promise<T>} task
 * @returns {Promise<T>}
 */
export async function withLock(lock, onWait, task) {
  mkdirSync(dirname(lock), { recursive: true });
  for (let tries = 0; !take(lock); tries++) {
    if (tries === 0) onWait();
    await sleep(250);
  }
  const beat = setInterval(() => touch(lock), BEAT_MS);
  try {
    return await task();
  } finally {
    clearInterval(beat);
    rmSync(lock, { force: true });
  }
}

/** @param {string} lock */
function take(lock) {
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    if (isDead(lock)) clear(lock);
    return false;
  }
}

/** @param {string} lock */
function isDead(lock) {
  const touched = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
  return touched !== undefined && Date.now() - touched > DEAD_AFTER_MS;
}

// A rename succeeds for one process only, so that two waiters do not both clear the lock.
/** @param {string} lock */
function clear(lock) {
  const aside = `${lock}.dead-${process.pid}`;
  try {
    renameSync(lock, aside);
    rmSync(aside, { force: true });
  } catch {
    // Another waiter was faster.
  }
}

/** @param {string} lock */
function touch(lock) {
  try {
    utimesSync(lock, new Date(), new Date());
  } catch {
    // Taken over while this process was frozen: the new holder keeps its own time.
  }
}
