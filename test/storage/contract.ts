import { expect, it } from '@jest/globals';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

/** A store under test, and what may befall what it holds. */
export interface StoreUnderTest {
  /** Opens it once more, as another program does. */
  open(): ArtifactStore;
  /** Writes over what lies under a key, as no store does. */
  damage(key: string, content: string): Promise<void>;
  /** What lies in the drafts. */
  drafts(): Promise<string[]>;
}

const lines = (key: string, content: string) => ({ key, mediaType: 'application/jsonl', content });
const now = () => Date.now();

/** What every artifact store does, wherever it lies. */
export function describeStore(under: () => StoreUnderTest): void {
  const open = () => under().open();

  it('gives the reference that find gives', async () => {
    const store = open();
    const ref = await store.publish(lines('runs/a/x.jsonl', '{"a":1}\n{"a":2}\n'));
    expect(ref).toMatchObject({ key: 'runs/a/x.jsonl', bytes: 16, rows: 2 });
    expect(await store.find('runs/a/x.jsonl')).toEqual(ref);
    expect(await open().find('runs/a/x.jsonl')).toEqual(ref);
  });

  it('lets one of many writers win, and tells the same to all', async () => {
    const refs = await Promise.all(
      Array.from({ length: 8 }, (_, n) => open().publish(lines('x.jsonl', `${'1\n'.repeat(n + 1)}`))),
    );
    for (const ref of refs) expect(ref).toEqual(refs[0]);
    expect((await open().read(refs[0] as (typeof refs)[0])).length).toBe(refs[0]?.bytes);
  });

  it('publishes nothing when the content breaks off', async () => {
    async function* broken() {
      yield 'half';
      throw new Error('source gone');
    }
    const content = { key: 'y', mediaType: 'text/plain', content: broken() };
    await expect(open().publish(content)).rejects.toThrow('source gone');
    expect(await open().find('y')).toBeUndefined();
    expect(await under().drafts()).toEqual([]);
  });

  it('tells of a file before it appears', async () => {
    const store = open();
    const heard: unknown[] = [];
    const ref = await store.publish(lines('x.jsonl', '1\n'), async (noted) => {
      heard.push(noted, await store.find('x.jsonl'));
    });
    expect(heard).toEqual([ref, undefined]);
  });

  it.each(['../x', '/etc/x', 'a/../../x'])('refuses the key %s', async (key) => {
    const outside = { key, mediaType: 'text/plain', content: '' };
    await expect((async () => open().publish(outside))()).rejects.toThrow('leaves the store');
    await expect((async () => open().remove(key))()).rejects.toThrow('leaves the store');
  });

  it('holds an empty file', async () => {
    const ref = await open().publish(lines('x.jsonl', ''));
    expect(await open().find('x.jsonl')).toEqual(ref);
    expect((await open().read(ref)).length).toBe(0);
  });

  it('names a file that was changed, and gives no line of it', async () => {
    const ref = await open().publish(lines('x.jsonl', '{"a":1}\n{"a":2}\n'));
    await under().damage('x.jsonl', '{"a":1}\n{"a":3}\n');
    const store = open();
    expect((await store.find('x.jsonl'))?.sha256).not.toBe(ref.sha256);
    const given: unknown[] = [];
    await expect(async () => {
      for await (const line of store.readLines(ref)) given.push(line);
    }).rejects.toThrow(/x\.jsonl is corrupted/);
    expect(given).toEqual([]);
    await expect(store.read(ref)).rejects.toThrow(/x\.jsonl is corrupted: expected sha256 .* found/);
    await expect(store.localPath(ref)).rejects.toThrow(/x\.jsonl is corrupted/);
  });

  it('names a file that is gone', async () => {
    const store = open();
    const ref = { key: 'gone.jsonl', sha256: '', bytes: 0, mediaType: '' };
    await expect(store.read(ref)).rejects.toThrow('gone.jsonl is missing');
    await expect(Array.fromAsync(store.readLines(ref))).rejects.toThrow('gone.jsonl is missing');
    await expect(store.localPath(ref)).rejects.toThrow('gone.jsonl is missing');
  });

  it('gives back every line', async () => {
    const ref = await open().publish(lines('x.jsonl', '{"a":1}\n{"a":2}\n'));
    expect(await Array.fromAsync(open().readLines(ref))).toEqual([{ a: 1 }, { a: 2 }]);
  });

  it('replaces a broken object by what its name promises', async () => {
    const store = open();
    const ref = await store.putObject(Buffer.from('a picture'), 'image/png');
    await under().damage(ref.key, 'b picture');
    expect(await open().putObject(Buffer.from('a picture'), 'image/png')).toEqual(ref);
    expect((await open().readObject(ref.sha256)).toString()).toBe('a picture');
  });

  it('spares an object that is put again', async () => {
    const store = open();
    const { key } = await store.putObject(Buffer.from('a picture'), 'image/png');
    await store.putObject(Buffer.from('a picture'), 'image/png');
    expect(await store.remove(key, now() - 60_000)).toBe(false);
    expect(await store.remove(key)).toBe(true);
  });

  it('lists files below a folder, sorted, without segments', async () => {
    const store = open();
    for (const key of ['runs/a/z', 'runs/a/b/c', 'runs/a/y', 'runs/ab/x']) await store.publish(lines(key, '1\n'));
    const segment = await store.openSegment('runs/a/x.jsonl');
    await segment.append({ n: 1 });
    await segment.close();
    expect(await store.list('runs/a')).toEqual(['runs/a/b/c', 'runs/a/y', 'runs/a/z']);
    expect(await store.list('runs/a/')).toEqual(['runs/a/b/c', 'runs/a/y', 'runs/a/z']);
    expect(await store.list('runs/a/y')).toEqual([]);
    expect(await store.listSegmented('runs')).toEqual(['runs/a/x.jsonl']);
    const files = await store.files('runs/a');
    expect(files.map(({ key, bytes }) => [key.replace(/\/[^/]*checked/, '/checked'), bytes])).toEqual([
      ['runs/a/b/c', 2],
      ['runs/a/x.jsonl.segments/checked.jsonl', 46],
      ['runs/a/y', 2],
      ['runs/a/z', 2],
    ]);
    for (const { writtenAt } of files) expect(Math.abs(writtenAt - now())).toBeLessThan(600_000);
  });

  it('takes a file away, and tells it as often as one asks', async () => {
    const store = open();
    await store.publish(lines('runs/a/x.jsonl', '1\n'));
    expect(await store.remove('runs/a/x.jsonl', now() - 600_000)).toBe(false);
    expect(await store.remove('runs/a/x.jsonl', now() + 600_000)).toBe(true);
    expect(await store.remove('runs/a/x.jsonl')).toBe(true);
    expect(await store.find('runs/a/x.jsonl')).toBeUndefined();
    expect(await store.files('runs')).toEqual([]);
  });

  it('gives segments back in the order they were opened, each line once', async () => {
    for (const n of [0, 10, 20]) {
      const segment = await open().openSegment('x.jsonl');
      await segment.append({ n });
      await Promise.all([segment.append({ n: n + 1 }), segment.append({ n: n + 2 })]);
      await segment.append({ n: n + 3 });
      await segment.close();
    }
    const numbers = (await Array.fromAsync(open().readSegments<{ n: number }>('x.jsonl'))).map(({ n }) => n);
    expect(numbers).toEqual([0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23]);
    expect(await Array.fromAsync(open().readSegments('y.jsonl'))).toEqual([]);
  });

  it('names a line of a segment that is not as it was written', async () => {
    const store = open();
    const segment = await store.openSegment('x.jsonl');
    await segment.append({ text: 'a' });
    await segment.close();
    const [file] = await store.files('x.jsonl.segments');
    const key = file?.key ?? '';
    await under().damage(key, `{"check":"0123456789abcdef","record":{"text":"b"}}\n`);
    await expect(Array.fromAsync(store.readSegments('x.jsonl'))).rejects.toThrow(
      /x\.jsonl\.segments\/.* is corrupted: line 1 /,
    );
    await under().damage(key, '{"check":"012345');
    expect(await Array.fromAsync(store.readSegments('x.jsonl'))).toEqual([]);
  });

  it('has one id for all who open it', async () => {
    const ids = await Promise.all(Array.from({ length: 4 }, () => open().id()));
    expect(new Set(ids).size).toBe(1);
  });

  it('passes its own probe, and leaves nothing of it', async () => {
    await open().probe();
    expect(await under().drafts()).toEqual([]);
  });
}
