import { copyFile, link, mkdir, mkdtemp, readdir, readFile, readlink, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createFolderStore } from '../../storage/folder-store.ts';
import { describeStore } from './contract.ts';

let folder: string;
let store: ArtifactStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-store-'));
  store = createFolderStore(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const lines = (key: string, content: string) => ({ key, mediaType: 'application/jsonl', content });

async function collect<T>(records: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const record of records) all.push(record);
  return all;
}

describe('a store in a folder', () => {
  describeStore(() => ({
    open: () => createFolderStore(folder),
    damage: (key, content) => writeFile(path.join(folder, key), content),
    drafts: () => readdir(path.join(folder, 'drafts')),
  }));
});

describe('publish', () => {
  it('leaves no draft behind, also when the content breaks off', async () => {
    async function* broken() {
      yield 'half';
      throw new Error('source gone');
    }
    await expect(store.publish({ key: 'y', mediaType: 'text/plain', content: broken() })).rejects.toThrow(
      'source gone',
    );
    expect(await store.find('y')).toBeUndefined();
    expect(await readdir(path.join(folder, 'drafts'))).toEqual([]);
  });
});

describe('readLines', () => {
  it('close the file also when nobody reads to the end', async () => {
    const ref = await store.publish(lines('x.jsonl', '{"a":1}\n'.repeat(100_000)));
    for (let n = 0; n < 5; n++) for await (const _ of store.readLines(ref)) break;
    expect(await openBelow(folder)).toEqual([]);
  });
});

describe('a file that cannot be looked at', () => {
  // Whoever is root may read all: a name too long to be looked up stands for every error but "not there".
  const key = `${'x'.repeat(300)}.jsonl`;

  it.each([
    ['find', () => store.find(key)],
    ['list', () => store.list(key)],
    ['readSegments', () => collect(store.readSegments(key))],
    ['read', () => store.read({ key, sha256: '', bytes: 0, mediaType: '' })],
    ['localPath', () => store.localPath({ key, sha256: '', bytes: 0, mediaType: '' })],
  ])('is not taken for one that is not there by %s', async (_, look) => {
    await expect(look()).rejects.toMatchObject({ name: 'ArtifactError', code: 'unreadable' });
  });

  it('is not there below a file', async () => {
    await store.publish(lines('x', ''));
    expect(await store.find('x/y.jsonl')).toBeUndefined();
    expect(await store.list('x/y')).toEqual([]);
    expect(await collect(store.readSegments('x/y'))).toEqual([]);
  });
});

describe('a disk without hard links', () => {
  it.each(['EPERM', 'ENOTSUP', 'ENOSYS'])('is told in words when it answers %s', async (code) => {
    // Only link is turned down, as such a disk does.
    const refusing = createFolderStore(folder, {
      makeLink: async () => {
        throw Object.assign(new Error(code), { code });
      },
    });
    await expect(refusing.probe()).rejects.toThrow(/makes no hard links .* put TEMPERA_STORE on another disk/);
    await expect(refusing.publish(lines('x.jsonl', ''))).rejects.toMatchObject({ code: 'unwritable' });
    expect(await readdir(path.join(folder, 'drafts'))).toEqual([]);
  });

  it('is told from one that gives a name twice', async () => {
    const overwriting = createFolderStore(folder, { makeLink: (from, to) => copyFile(from, to) });
    await expect(overwriting.probe()).rejects.toThrow(/gives a name away that is taken/);
    expect(await readdir(path.join(folder, 'drafts'))).toEqual([]);
  });

  it('is no other disk', async () => {
    await store.probe();
    expect(await readdir(path.join(folder, 'drafts'))).toEqual([]);
  });
});

describe('remove', () => {
  const [old, now] = [1_000_000, Date.now()];
  /** Makes a file as old as the hills. */
  const age = (key: string) => utimes(path.join(folder, key), old / 1000, old / 1000);

  it('takes a file away with the folders that it leaves empty, and tells it as often as one asks', async () => {
    await store.publish(lines('runs/a/b/x.jsonl', '1\n'));
    await store.publish(lines('runs/c/y.jsonl', '22\n'));
    const segment = await store.openSegment('runs/a/z.jsonl');
    await segment.close();
    const found = await store.files('runs');
    expect(found.map(({ key, bytes }) => [key.replace(/\/[^/]*checked/, '/checked'), bytes])).toEqual([
      ['runs/a/b/x.jsonl', 2],
      ['runs/a/z.jsonl.segments/checked.jsonl', 0],
      ['runs/c/y.jsonl', 3],
    ]);
    for (const { key } of found) expect(await store.remove(key)).toBe(true);
    expect(await store.remove('runs/a/b/x.jsonl')).toBe(true);
    expect(await store.files('runs')).toEqual([]);
    expect(await readdir(path.join(folder, 'runs'))).toEqual([]);
  });

  it('spares what was written since', async () => {
    await store.publish(lines('x.jsonl', '1\n'));
    expect(await store.remove('x.jsonl', now - 60_000)).toBe(false);
    await age('x.jsonl');
    expect(await store.remove('x.jsonl', now - 60_000)).toBe(true);
  });

  it('may take a folder from under a writer, who makes it again', async () => {
    let isGone = false;
    const makeLink: typeof link = async (from, to) => {
      if (path.basename(`${to}`) === 'x.jsonl' && !isGone) {
        isGone = true;
        await rm(path.dirname(`${to}`), { recursive: true });
      }
      await link(from, to);
    };
    const removing = createFolderStore(folder, { makeLink });
    expect(await removing.publish(lines('cache/a/x.jsonl', '1\n'))).toMatchObject({ rows: 1 });
  });
});

/** Files below a folder that this process has open, where the system tells. */
async function openBelow(directory: string): Promise<string[]> {
  const descriptors = await readdir('/proc/self/fd').catch(() => []);
  const files = descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => ''));
  return (await Promise.all(files)).filter((file) => file.startsWith(directory));
}

describe('segments', () => {
  it('lose a torn last line and nothing else', async () => {
    const segment = await store.openSegment('x.jsonl');
    await Promise.all([segment.append({ n: 1 }), segment.append({ n: 2 })]);
    await segment.close();
    const [name] = await readdir(path.join(folder, 'x.jsonl.segments'));
    await writeFile(path.join(folder, 'x.jsonl.segments', name as string), '{"check":"', { flag: 'a' });
    expect(await collect(store.readSegments('x.jsonl'))).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('name a line that is not as it was written, be it the last one', async () => {
    const segment = await store.openSegment('x.jsonl');
    for (const text of ['a', 'b', 'c']) await segment.append({ text });
    await segment.close();
    const [name] = await readdir(path.join(folder, 'x.jsonl.segments'));
    const file = path.join(folder, 'x.jsonl.segments', name as string);
    const whole = await readFile(file);
    const lineOf = (at: number) => whole.subarray(0, at).filter((byte) => byte === 10).length + 1;
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] as number) ^ 1;
      await writeFile(file, changed);
      const read = collect(store.readSegments('x.jsonl'));
      // Without its line feed the last line counts as torn off.
      if (at === whole.length - 1) expect(await read).toEqual([{ text: 'a' }, { text: 'b' }]);
      else await expect(read).rejects.toThrow(new RegExp(`x.jsonl.segments/.* is corrupted: line ${lineOf(at)} `));
    }
  });

  it('of before lines were checked are read as they are', async () => {
    await mkdir(path.join(folder, 'x.jsonl.segments'));
    await writeFile(path.join(folder, 'x.jsonl.segments', '000000-a.jsonl'), '{"n":1}\n{"n":2}\n{"n"');
    expect(await collect(store.readSegments('x.jsonl'))).toEqual([{ n: 1 }, { n: 2 }]);
    await writeFile(path.join(folder, 'x.jsonl.segments', '000000-a.jsonl'), '{"n":1}\n{"n:2}\n{"n":3}\n');
    await expect(collect(store.readSegments('x.jsonl'))).rejects.toThrow('000000-a.jsonl is corrupted: line 2');
  });

  it('are not listed as files', async () => {
    await (await store.openSegment('runs/a/x.jsonl')).close();
    await store.publish(lines('runs/a/y.jsonl', ''));
    expect(await store.list('runs/a')).toEqual(['runs/a/y.jsonl']);
  });
});

describe('id', () => {
  it('is one for all who open the folder', async () => {
    expect(await store.id()).toBe(await createFolderStore(folder).id());
  });

  it('writes nothing where it is known', async () => {
    const id = await store.id();
    const refusing = createFolderStore(folder, {
      makeLink: async () => {
        throw new Error('nothing can be written');
      },
    });
    expect(await refusing.id()).toBe(id);
    await rm(path.join(folder, 'store.json'));
    expect(await refusing.id()).toBe(id);
  });
});
