import { randomUUID } from 'node:crypto';
import { ArtifactError } from '../artifact-store.ts';
import type { Bucket } from './bucket.ts';
import { sendParts } from './uploads.ts';

const headers = { mediaType: 'text/plain' };

/**
 * Throws where nothing can be published, or a name is given to two: of two who write one at the same moment one must win,
 * and content in parts must not take it either.
 */
export async function probeBucket(bucket: Bucket): Promise<void> {
  const key = `drafts/${randomUUID()}`;
  // First, so that a missing right to list is said as what it is.
  await bucket.list(key);
  try {
    const write = (who: string) => bucket.put(key, Buffer.from(who), headers, true);
    const outcomes = await Promise.all([write('one'), write('two')]);
    const isOnce = outcomes.filter(Boolean).length === 1;
    if (isOnce && !(await sendParts(bucket, key, [Buffer.from('three')], headers, true))) return;
    throw new ArtifactError('unsupported', namesTwice(bucket.addressOf('')));
  } finally {
    // Who may not remove leaves it behind, which cleaning takes.
    await bucket.remove(key).catch(() => undefined);
  }
}

function namesTwice(address: string): string {
  return (
    `the store at ${address} gives a name away that is taken, so that two workers would overwrite each other's files: ` +
    'it ignores "If-None-Match: *". Set TEMPERA_STORE to one that does not, such as S3 itself.'
  );
}
