import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openCache } from '../../../sources/hub/cache.ts';

const file = { path: 'data/a.parquet', bytes: 3, sha256: 'a'.repeat(64) };
const waiting = { onWait: () => undefined };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-cache-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('openCache', () => {
  it('refuses a download that its disk has no room for, and says what to do', async () => {
    await expect(openCache(folder).requireRoom(1)).resolves.toBeUndefined();
    await expect(openCache(folder).requireRoom(9e15)).rejects.toThrow(
      /^the download takes 9000000\.0 GB and the disk of \S+ has [\d.]+ GB left\. Make room there, or set TEMPERA_CACHE/,
    );
  });

  it('says what to do where it cannot be made', async () => {
    const taken = path.join(folder, 'taken');
    await writeFile(taken, '');
    const cache = openCache(path.join(taken, 'hub'));
    await expect(cache.requireRoom(1)).rejects.toThrow(
      /cannot be made \(ENOTDIR\)\. Set TEMPERA_CACHE to another one\./,
    );
    await expect(cache.alone(file, waiting, async () => 1)).rejects.toThrow(/Set TEMPERA_CACHE to another one\./);
  });

  it('lets one at a time at a file, and others at other files', async () => {
    const [one, other] = [openCache(folder), openCache(folder)];
    const order: string[] = [];
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = one.alone(file, waiting, async () => {
      order.push('first begins');
      begun.resolve();
      await gate.promise;
      order.push('first ends');
    });
    await begun.promise;
    await other.alone({ ...file, sha256: 'b'.repeat(64) }, waiting, async () => void order.push('another file'));
    const second = other.alone(file, { onWait: () => gate.resolve() }, async () => void order.push('second'));
    await Promise.all([first, second]);
    expect(order).toEqual(['first begins', 'another file', 'first ends', 'second']);
  });

  it('gives up waiting when it is told to', async () => {
    const stop = new AbortController();
    const [begun, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const first = openCache(folder).alone(file, waiting, () => {
      begun.resolve();
      return held.promise;
    });
    // Whoever asks first does not always come first.
    await begun.promise;
    const told = { signal: stop.signal, onWait: () => stop.abort(new Error('stopped')) };
    await expect(openCache(folder).alone(file, told, async () => 1)).rejects.toThrow('stopped');
    held.resolve();
    await first;
  });

  it('counts a file that is shorter than it should be as none', async () => {
    const cache = openCache(folder);
    await writeFile(await cache.draftOf(file), 'abc');
    const { path: kept } = await cache.keep(file, file.sha256);
    expect(await cache.find(file)).toEqual({ sha256: file.sha256, path: kept });
    await writeFile(kept, 'ab');
    expect(await cache.find(file)).toBeUndefined();
  });
});
