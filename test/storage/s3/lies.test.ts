import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { createContentCache } from '../../../storage/s3/content-cache.ts';
import { createS3Store } from '../../../storage/s3/s3-store.ts';
import { type FakeS3, honestS3, type S3Request, type S3Teller, s3Error, startFakeS3 } from '../../fakes/s3/fake-s3.ts';
import { openStores, shortPatience } from './s3-under-test.ts';

let fake: FakeS3;
let stores: Awaited<ReturnType<typeof openStores>>;
let store: ArtifactStore;

beforeAll(async () => {
  fake = await startFakeS3();
});
afterAll(() => fake.close());
beforeEach(async () => {
  stores = await openStores(fake, randomUUID());
  store = stores.open();
});
afterEach(async () => {
  fake.tell = honestS3;
  await stores.close();
});

const text = (key: string, content: string | Uint8Array) => ({ key, mediaType: 'application/jsonl', content });

/** Befalls so many of the requests that fit, and lets all others pass. */
function befalling(fits: (request: S3Request) => boolean, times: number, tell: S3Teller): S3Teller {
  let left = times;
  return (request, ask) => (fits(request) && left-- > 0 ? tell(request, ask) : ask());
}

const writes = ({ method }: S3Request) => method === 'PUT';
const reads = ({ method }: S3Request) => method === 'GET';
const all = () => true;
const isComplete = ({ method, query }: S3Request) => method === 'POST' && query.has('uploadId');
const lost: S3Teller = (_, ask) => ({ ...ask(), cut: 'before' });
const always = Number.POSITIVE_INFINITY;

/** Does all that a store does, and gives back what it has read. */
async function useStore(): Promise<unknown> {
  const ref = await store.publish(text('x.jsonl', '{"a":1}\n'));
  const segment = await store.openSegment('y.jsonl');
  await Promise.all([1, 2, 3].map((n) => segment.append({ n })));
  await segment.close();
  const other = stores.open();
  return {
    found: (await other.find('x.jsonl'))?.sha256 === ref.sha256,
    lines: await Array.fromAsync(other.readLines(ref)),
    records: await Array.fromAsync(other.readSegments('y.jsonl')),
    keys: await other.list(''),
  };
}

const used = { found: true, lines: [{ a: 1 }], records: [{ n: 1 }, { n: 2 }, { n: 3 }], keys: ['x.jsonl'] };

describe('what passes', () => {
  it.each<[string, S3Teller]>([
    ['503 for a while', befalling(all, 12, () => s3Error(503, 'SlowDown'))],
    ['every second request fails', everySecond(() => s3Error(500, 'InternalError'))],
    ['every second answer is lost', everySecond(lost)],
    ['every second connection is cut before', everySecond(() => ({ status: 500, cut: 'before' }))],
    ['every second body is cut', everySecond((_, ask) => ({ ...ask(), cut: 'halfway' }))],
    ['two write at the same moment', befalling(writes, 3, () => s3Error(409, 'ConditionalRequestConflict'))],
    ['this clock differs', befalling(all, 2, () => s3Error(403, 'RequestTimeTooSkewed'))],
    ['a body that is short, and says so', befalling(isRead, 1, (_, ask) => ({ ...ask(), body: '{"a' }))],
  ])('is not noticed: %s', async (_, tell) => {
    fake.tell = tell;
    expect(await useStore()).toEqual(used);
  });

  function isRead({ method, key }: S3Request): boolean {
    return method === 'GET' && key !== '';
  }

  function everySecond(tell: S3Teller): S3Teller {
    let turn = 0;
    return (request, ask) => (turn++ % 2 === 0 ? tell(request, ask) : ask());
  }
});

describe('a server that says nothing at all', () => {
  it('is asked again', async () => {
    const impatient = await openStores(fake, randomUUID(), { ...shortPatience, silence: 100 });
    fake.tell = befalling(writes, 2, () => new Promise(() => undefined));
    const ref = await impatient.open().publish(text('x.jsonl', '1\n'));
    expect((await impatient.open().read(ref)).toString()).toBe('1\n');
    await impatient.close();
  });
});

describe('a lost answer', () => {
  it('to a PUT makes nobody else the winner', async () => {
    fake.tell = befalling(writes, 1, lost);
    const ref = await store.publish(text('x.jsonl', '1\n'));
    expect((await stores.open().read(ref)).toString()).toBe('1\n');
    expect(await store.publish(text('x.jsonl', '2\n'))).toEqual(ref);
  });

  it('to a flush stores no line twice', async () => {
    fake.tell = befalling(writes, 1, lost);
    const segment = await store.openSegment('x.jsonl');
    await segment.append({ n: 1 });
    await segment.close();
    expect(await Array.fromAsync(store.readSegments('x.jsonl'))).toEqual([{ n: 1 }]);
  });
});

describe('a large file', () => {
  const large = (fill: number) => Buffer.alloc(10_500, fill);
  const open = () => stores.open({ partBytes: 1000 });
  let store: ArtifactStore;
  beforeEach(() => {
    store = open();
  });

  it('travels in parts, is found without being read, and loses to one that is there', async () => {
    const ref = await store.publish(text('x.bin', large(1)));
    fake.asked.length = 0;
    expect(await open().find('x.bin')).toMatchObject({ sha256: ref.sha256, bytes: ref.bytes });
    expect(fake.asked.map((asked) => asked.split(' ')[0])).toEqual(['HEAD']);
    expect(await open().publish(text('x.bin', large(2)))).toMatchObject({ sha256: ref.sha256 });
    expect(await store.files('drafts')).toEqual([]);
    expect((await open().read(ref)).equals(large(1))).toBe(true);
  });

  it('is adopted where the answer to its completion was lost', async () => {
    fake.tell = befalling(isComplete, 1, lost);
    const ref = await store.publish(text('x.bin', large(1)));
    expect((await open().read(ref)).equals(large(1))).toBe(true);
  });

  it('leaves no upload behind when it cannot be sent', async () => {
    fake.tell = befalling(isComplete, always, () => s3Error(403, 'AccessDenied'));
    await expect(store.publish(text('x.bin', large(1)))).rejects.toThrow('s3:PutObject');
    expect(await store.files('drafts')).toEqual([]);
  });

  it('whose sender was killed is a draft, which cleaning can take away', async () => {
    fake.tell = befalling(isComplete, always, () => s3Error(403, 'AccessDenied'));
    const aborts = ({ method, query }: S3Request) => method === 'DELETE' && query.has('uploadId');
    const before = fake.tell;
    fake.tell = (request, ask) => (aborts(request) ? s3Error(403, 'AccessDenied') : before(request, ask));
    await expect(store.publish(text('a/x.bin', large(1)))).rejects.toThrow('s3:PutObject');
    fake.tell = honestS3;
    const [draft] = await store.files('');
    expect(draft?.key).toMatch(/^drafts\/a\/x\.bin\//);
    expect(await store.remove(draft?.key ?? '')).toBe(true);
    expect(await store.files('')).toEqual([]);
  });
});

describe('a store that gives a name twice', () => {
  const forgetful: S3Teller = (request, ask) => {
    delete request.headers['if-none-match'];
    return ask();
  };

  it.each<[string, S3Teller]>([
    ['always', forgetful],
    ['to a file in parts', (request, ask) => (isComplete(request) ? forgetful(request, ask) : ask())],
  ])('is refused: %s', async (_, tell) => {
    fake.tell = tell;
    await expect(store.probe()).rejects.toMatchObject({
      code: 'unsupported',
      message: expect.stringMatching(/gives a name away that is taken/),
    });
  });

  it('is refused where it says that it cannot', async () => {
    fake.tell = befalling(writes, always, () => s3Error(501, 'NotImplemented'));
    await expect(store.probe()).rejects.toMatchObject({ code: 'unsupported' });
  });
});

describe('what is said', () => {
  const withoutBody =
    (status: number, code: string): S3Teller =>
    (request, ask) =>
      request.key === '' ? ask() : s3Error(status, code);

  it.each<[string, S3Teller, RegExp, string]>([
    ['no right to list', befalling(reads, always, () => s3Error(403, 'AccessDenied')), /s3:ListBucket/, 'unreadable'],
    ['no right to write', befalling(writes, always, () => s3Error(403, 'AccessDenied')), /s3:PutObject/, 'unwritable'],
    ['a key of nobody', () => s3Error(403, 'InvalidAccessKeyId'), /does not accept the keys \(Inv/, 'unreadable'],
    ['a clock that is wrong', () => s3Error(403, 'RequestTimeTooSkewed'), /clock differs too much/, 'unreadable'],
    ['another region', () => s3Error(301, 'PermanentRedirect'), /another region .* AWS_REGION/, 'unreadable'],
  ])('at the start: %s', async (_, tell, message, code) => {
    fake.tell = tell;
    await expect(store.probe()).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('of a file that may not be looked at is not that it is not there', async () => {
    fake.tell = withoutBody(403, 'AccessDenied');
    await expect(store.find('x')).rejects.toThrow(/x cannot be read: .* s3:GetObject and s3:ListBucket/);
  });

  it('of a bucket that is not there is not that a file of it is not there', async () => {
    fake.tell = () => s3Error(404, 'NoSuchBucket');
    await expect(store.find('x')).rejects.toThrow('there is no bucket fake-bucket');
    await expect(store.remove('x')).rejects.toThrow('there is no bucket fake-bucket');
    await expect(store.publish(text('x', ''))).rejects.toThrow('there is no bucket fake-bucket');
  });

  it('of an outage that lasts is that it may pass', async () => {
    const impatient = await openStores(fake, 'x', { ...shortPatience, outage: 50, start: 50 });
    fake.tell = () => s3Error(503, 'SlowDown');
    const closed = impatient.open();
    await expect(closed.list('')).rejects.toMatchObject({
      code: 'unreachable',
      message: /does not answer \(503 SlowDown\)/,
    });
    const segment = closed.openSegment('x.jsonl');
    await expect(segment).rejects.toMatchObject({ code: 'unreachable' });
    await impatient.close();
  });

  it('of content that is another one, again and again, is its name', async () => {
    const ref = await store.publish(text('x.jsonl', '1\n'));
    fake.tell = (request, ask) => (request.key.endsWith('x.jsonl') ? { ...ask(), body: '2\n' } : ask());
    await expect(stores.open().read(ref)).rejects.toThrow(/x\.jsonl is corrupted: expected sha256/);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ['an endpoint that is no address', { AWS_ENDPOINT_URL: 'localhost:9000' }, /AWS_ENDPOINT_URL is no address/],
    ['no keys', { AWS_ACCESS_KEY_ID: '', HOME: '/nowhere' }, /there are no keys\. Set AWS_ACCESS_KEY_ID/],
    ['no region', { AWS_REGION: '', HOME: '/nowhere' }, /no region is named\. Set AWS_REGION/],
  ])('of variables that lack something: %s', async (_, variables, message) => {
    const before = { ...process.env };
    const other = stores.open();
    Object.assign(process.env, variables);
    try {
      await expect(other.list('')).rejects.toThrow(message);
    } finally {
      Object.assign(process.env, before);
    }
  });

  it('holds no key', async () => {
    fake.tell = () => s3Error(403, 'SignatureDoesNotMatch');
    const error = await store.probe().catch((reason: Error) => reason);
    expect(String(error)).not.toMatch(/tempera-secret/);
  });
});

describe('the cache', () => {
  const gets = () => fake.asked.filter((asked) => asked.startsWith('GET') && asked.includes('objects/')).length;

  it('fetches content once, however many want it', async () => {
    const { sha256 } = await store.putObject(Buffer.from('a picture'), 'image/png');
    const other = stores.open();
    fake.asked.length = 0;
    await Promise.all(Array.from({ length: 8 }, () => other.readObject(sha256)));
    await other.readObject(sha256);
    expect(gets()).toBe(1);
    await store.readObject(sha256);
    expect(gets()).toBe(1);
  });

  it('is no source of wrong content', async () => {
    const { sha256 } = await store.putObject(Buffer.from('a picture'), 'image/png');
    const [folder = ''] = await readdir(stores.folder);
    await writeFile(path.join(stores.folder, folder, 'files', sha256), 'b picture');
    expect((await store.readObject(sha256)).toString()).toBe('a picture');
    expect(await readFile(path.join(stores.folder, folder, 'files', sha256), 'utf8')).toBe('a picture');
  });

  it('that has no place here is named, with what to do', async () => {
    const file = path.join(stores.folder, 'file');
    await writeFile(file, '');
    const homeless = createS3Store(`s3://${fake.bucket}/x`, { cache: createContentCache(path.join(file, 'below'), 1) });
    await expect(homeless.publish(text('x', ''))).rejects.toThrow(
      /file\/below, which cannot be made .* XDG_CACHE_HOME/,
    );
  });

  it('keeps to its bound', async () => {
    const small = stores.open({ mostBytes: 10_000 });
    for (let n = 0; n < 20; n++) await small.putObject(Buffer.alloc(1000, n), 'image/png');
    const kept = await readdir(path.join(stores.folder, (await readdir(stores.folder)).at(-1) ?? '', 'files'));
    expect(kept.length).toBeGreaterThan(5);
    expect(kept.length).toBeLessThanOrEqual(10);
  });
});
