import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openHubFiles } from '../../../sources/hub/hub-files.ts';
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

async function read(folder: string): Promise<Buffer> {
  const source = { kind: 'hub', name: 'some/covers', test: 'test' } as const;
  const environment = { HF_ENDPOINT: hub.url, TEMPERA_CACHE: folder };
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
