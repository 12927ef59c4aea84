import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { brokenSegment } from '../artifact-errors.ts';
import { ArtifactError, type Segment } from '../artifact-store.ts';
import { groupCommit } from '../group-commit.ts';
import { checkedEnding, recordsOf } from '../segments.ts';
import type { Bucket, ListedObject } from './bucket.ts';
import type { ContentCache } from './content-cache.ts';
import { fetchListed, nameOfListed } from './fetching.ts';

/** Flushes that are fetched at once. */
const atOnce = 16;

const padded = (n: number) => String(n).padStart(6, '0');

/**
 * Opens a segment after all that exist. Nothing can be appended to an object: each flush is one of its own, which is named
 * and read like a whole segment in a folder, so that a store may be copied from one kind to the other.
 */
export async function openFlushes(bucket: Bucket, key: string): Promise<Segment> {
  const last = (await bucket.list(`${key}.segments/`)).at(-1);
  const next = last ? Number.parseInt(last.key.slice(`${key}.segments/`.length), 10) + 1 : 0;
  const name = `${key}.segments/${padded(next)}-${randomUUID()}`;
  let flushes = 0;
  const { settled, ...lines } = groupCommit(
    async (text) => {
      // Nobody else has this name: whoever finds it taken has written it, and did not hear so.
      await bucket.put(`${name}-${padded(flushes)}${checkedEnding}`, Buffer.from(text), flushHeaders, false);
      flushes += 1;
    },
    (error) => error,
  );
  return {
    ...lines,
    async close() {
      await settled();
    },
  };
}

const flushHeaders = { mediaType: 'application/jsonl' };

/** The records of all segments of a file, in segment order. */
export async function* readFlushes<T>(bucket: Bucket, cache: ContentCache, key: string): AsyncGenerator<T> {
  const flushes = await bucket.list(`${key}.segments/`);
  const texts = Readable.from(flushes).map(
    async (flush: ListedObject) => ({ flush, text: await textOf(bucket, cache, flush) }),
    { concurrency: atOnce },
  );
  for await (const { flush, text } of texts as AsyncIterable<{ flush: ListedObject; text: string }>) {
    yield* recordsOf<T>(flush.key, text, (line) => {
      throw brokenSegment(flush.key, line);
    });
  }
}

/** A flush is never written twice, so that what was fetched once is what it is. */
function textOf(bucket: Bucket, cache: ContentCache, flush: ListedObject): Promise<string> {
  const fetch = (draft: string) => fetchListed(bucket, flush, draft);
  return cache.use(nameOfListed(flush, bucket.addressOf('')), fetch, async (file) => {
    const text = await readFile(file);
    if (text.length === flush.bytes) return text.toString();
    throw new ArtifactError('unreadable', `${flush.key} cannot be read: it is another one in the cache.`);
  });
}
