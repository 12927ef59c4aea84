import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { withLock } from '../../setup/lock.mjs';

describe('withLock', () => {
  let folder: string;
  let lock: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tempera-lock-'));
    lock = join(folder, 'made', 'on-the-way', 'lock');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  it('runs one task at a time, and says once that another waits', async () => {
    const events: string[] = [];
    const task = (name: string) => async () => {
      events.push(`${name} starts`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      events.push(`${name} ends`);
    };
    await Promise.all([
      withLock(lock, () => events.push('a waits'), task('a')),
      withLock(lock, () => events.push('b waits'), task('b')),
    ]);
    expect(events).toEqual(['a starts', 'b waits', 'a ends', 'b starts', 'b ends']);
  });

  it('is free again after a task that failed', async () => {
    const failing = withLock(lock, never, () => Promise.reject(new Error('no disk')));
    await expect(failing).rejects.toThrow('no disk');
    expect(existsSync(lock)).toBe(false);
  });

  it('takes over a lock that nobody has touched for longer than its holder would', async () => {
    await withLock(lock, never, async () => {});
    writeFileSync(lock, '');
    utimesSync(lock, new Date(), new Date(Date.now() - 60_000));
    await expect(
      withLock(
        lock,
        () => {},
        async () => 'done',
      ),
    ).resolves.toBe('done');
  });
});

function never(): never {
  throw new Error('nobody else holds this lock');
}
