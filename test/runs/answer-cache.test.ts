import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type CacheSource, createAnswerCache } from '../../runs/answer-cache.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createFolderStore } from '../../storage/folder-store.ts';

let folder: string;
let store: ArtifactStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-cache-'));
  store = createFolderStore(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const source = { identity: 'https://api.openai.com/v1', model: 'm' };

async function* entries(...said: string[]) {
  for (const entry of said) yield { key: 'question', entry };
}

/** What a run does that was told something. */
async function offer(run: string, source: CacheSource, said: string): Promise<void> {
  const cache = createAnswerCache<string>(store, 'answers');
  await cache.offer(await cache.pin(`runs/${run}/${source.model}.json`, async () => source), run, entries(said));
}

/** The store, with readings counted and one kind of call changed. */
function watched(changes: Partial<ArtifactStore> = {}) {
  const read: string[] = [];
  const readLines: ArtifactStore['readLines'] = (ref) => {
    read.push(ref.key);
    return store.readLines(ref);
  };
  return { read, store: { ...store, readLines, ...changes } as ArtifactStore };
}

describe('createAnswerCache', () => {
  it('gives what was offered before the pin, and nothing of another model or of who else was called', async () => {
    const cache = createAnswerCache<string>(store, 'answers');
    await offer('run-1', source, 'first');
    const pin = await cache.pin('runs/run-2/reuse.json', async () => source);
    await offer('run-3', source, 'second');
    const again = await cache.pin('runs/run-2/reuse.json', () => Promise.reject(new Error('asked twice')));
    expect(again).toEqual(pin);
    expect(await cache.entries(again)).toEqual(new Map([['question', 'first']]));
    const others = [
      { ...source, model: 'n' },
      { ...source, identity: 'http://127.0.0.1:8765/v1' },
    ];
    for (const [index, other] of others.entries()) {
      const pinOfOther = await cache.pin(`runs/run-4/reuse-${index}.json`, async () => other);
      expect((await cache.entries(pinOfOther)).size).toBe(0);
    }
  });

  it('neither takes nor offers by a pin of 0.1.0, which does not say who was called', async () => {
    await offer('run-1', source, 'first');
    const [file] = await store.list('cache/');
    const files = [await store.find(file ?? '')];
    const content = JSON.stringify({ files });
    const pin = await store.publish({ key: 'runs/old/reuse.json', mediaType: 'application/json', content });
    const cache = createAnswerCache<string>(store, 'answers');
    expect((await cache.entries(pin)).size).toBe(0);
    await cache.offer(pin, 'old', entries('said'));
    expect(await store.list('cache/')).toEqual([file]);
  });

  it('pins nothing of a file that has gone since it was listed', async () => {
    await offer('run-1', source, 'first');
    const find = async (key: string) => (key.startsWith('cache/') ? undefined : store.find(key));
    const cache = createAnswerCache<string>(watched({ find }).store, 'answers');
    expect((await cache.entries(await cache.pin('runs/run-2/reuse.json', async () => source))).size).toBe(0);
  });

  it('keeps the entries of several candidates side by side', async () => {
    const seen = watched();
    const cache = createAnswerCache<string>(seen.store, 'answers');
    const pins = [];
    for (const model of ['a', 'b']) {
      await offer('run-1', { ...source, model }, model);
      pins.push(await cache.pin(`runs/run-2/${model}.json`, async () => ({ ...source, model })));
    }
    for (const pin of [...pins, ...pins]) await cache.entries(pin);
    expect(seen.read).toHaveLength(2);
  });

  it('forgets a loading that failed', async () => {
    await offer('run-1', source, 'first');
    let failures = 1;
    const read: ArtifactStore['read'] = (ref) => {
      if (failures-- > 0) throw new Error('EIO');
      return store.read(ref);
    };
    const cache = createAnswerCache<string>(watched({ read }).store, 'answers');
    const pin = await cache.pin('runs/run-2/reuse.json', async () => source);
    await expect(cache.entries(pin)).rejects.toThrow('EIO');
    expect((await cache.entries(pin)).get('question')).toBe('first');
  });
});
