import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openHubFiles } from '../../../sources/hub/hub-files.ts';
import { openRepository } from '../../../sources/hub/repository.ts';
import type { HubRequests } from '../../../sources/hub/requests.ts';
import { InputError } from '../../../sources/source.ts';
import { type FakeHub, startFakeHub } from '../../fakes/hub/fake-hub.ts';
import type { Fault, Place } from '../../fakes/hub/faults.ts';

const size = 150_000;
const content = randomBytes(size);

let hub: FakeHub;
beforeAll(async () => {
  const commit = {
    'test.csv': Buffer.from('question,answer\nWho?,Ann\n'),
    'data/test-00000-of-00001.parquet': content,
  };
  hub = await startFakeHub({ 'some/covers': { revisions: { main: commit } } });
});
afterAll(() => hub.close());

async function read(folder: string, endpoint = hub.url): Promise<Buffer> {
  const source = { kind: 'hub', name: 'some/covers', test: 'test' } as const;
  const environment = { HF_ENDPOINT: endpoint, TEMPERA_CACHE: folder };
  const { files } = openHubFiles(source, { environment, leastWait: 0 });
  try {
    const [file] = await files.of('test');
    return Buffer.from((await file?.slice(0)) ?? new ArrayBuffer(0));
  } finally {
    await files.close();
  }
}

const at = fc.integer({ min: 0, max: size - 1 });
const anyFault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({ cutAfter: at }),
  fc.record({ endAfter: at }),
  fc.record({ flip: at }),
  fc.record({
    status: fc.constantFrom(400, 403, 404, 416, 429, 500, 503),
    headers: fc.constant({ 'retry-after': '0' }),
  }),
  fc.constant({ ignoreRange: true } as const),
  fc.constant({ header: { 'content-range': 'bytes 7-9/10' } }),
  fc.constant({ header: { 'x-linked-etag': `"${'0'.repeat(64)}"` } }),
  fc.constant({ header: { 'content-encoding': 'gzip' } }),
  fc.constant({ redirectTo: 'http://10.0.0.1/' }),
);
const anyPlace: fc.Arbitrary<Place> = fc.constantFrom('api', 'resolve', 'cdn', 'cdn', 'cdn');
const anyTrouble = fc.array(fc.tuple(anyPlace, anyFault), { maxLength: 8 });

describe('a hub that fails and lies', () => {
  it('is refused in words or gives what it has listed, and nothing else; and all is well once it is', async () => {
    await fc.assert(
      fc.asyncProperty(anyTrouble, async (trouble) => {
        const folder = await mkdtemp(path.join(tmpdir(), 'tempera-lies-'));
        try {
          for (const [place, fault] of trouble) hub.inflict(place, fault);
          const got = await read(folder).catch((error: unknown) => error);
          if (!(got instanceof InputError)) expect(content.equals(got as Buffer)).toBe(true);
          hub.clear();
          expect(content.equals(await read(folder))).toBe(true);
        } finally {
          hub.clear();
          await rm(folder, { recursive: true });
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** A hub whose list of files is the one given, and whose files all hold the same. */
async function startListing(entries: readonly object[], text = 'question,answer\nWho?,Ann\n') {
  const server = createServer(({ url = '' }, response) => {
    if (url.includes('/revision/')) response.end(JSON.stringify({ sha: 'a'.repeat(40) }));
    else response.end(url.includes('/tree/') ? JSON.stringify(entries) : text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

describe('a list of files that lies', () => {
  it('is given up once it is too long, however many files a page has', async () => {
    const page = JSON.stringify(
      Array.from({ length: 110_000 }, (_, at) => ({ type: 'file', path: `${at}.csv`, size: 1 })),
    );
    let pages = 0;
    const requests: HubRequests = {
      get: async () => {
        pages += 1;
        return { hub: new Headers(), response: new Response(page, { headers: { link: '</next>; rel="next"' } }) };
      },
      close: async () => undefined,
    };
    const repository = openRepository(requests, 'https://hub.example', 'some/covers', {});
    await expect(repository.filesAt('a'.repeat(40))).rejects.toThrow('has more than 200000 files');
    expect(pages).toBe(2);
  });

  const file = { type: 'file', path: 'test.csv', size: 25 };
  it.each([
    ['a hash that is a path out of the cache', [{ ...file, oid: '../../../victim' }]],
    ['no hash', [file]],
    ['an empty hash', [{ ...file, oid: '' }]],
    ['a name that no address can hold', [{ ...file, path: '\ud800-test.csv', oid: 'b'.repeat(40) }]],
  ])('is refused in words, and nothing is written beside the cache: %s', async (_, entries) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'tempera-lies-'));
    const listing = await startListing(entries);
    try {
      await mkdir(path.join(folder, 'cache'));
      await expect(read(path.join(folder, 'cache'), listing.url)).rejects.toThrow(InputError);
      expect(await readdir(folder)).toEqual(['cache']);
    } finally {
      listing.close();
      await rm(folder, { recursive: true });
    }
  });
});
