import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import { corrupted, unreadable } from '../artifact-errors.ts';
import { ArtifactError } from '../artifact-store.ts';
import { type Digest, digest } from '../lines.ts';
import type { Bucket, ListedObject } from './bucket.ts';
import type { S3Failure } from './patience.ts';

/** What was fetched of an object. */
export interface Fetched extends Digest {
  etag: string;
}

/** Fetches an object to a path; undefined where there is none. What breaks off in the middle is fetched anew. */
export async function fetchObject(
  { get, request }: Bucket,
  key: string,
  target: string,
  mediaType = '',
): Promise<Fetched | undefined> {
  const attempt = { what: key, does: 'read', right: 's3:GetObject' } as const;
  return request(attempt, async () => {
    const found = await get(key);
    if (!found) return undefined;
    const measure = digest(mediaType);
    const counting = new Transform({
      transform(chunk: Buffer, _, done) {
        measure.update(chunk);
        done(null, chunk);
      },
    });
    try {
      await pipeline(found.body, counting, createWriteStream(target));
    } catch (error) {
      throw brokenOff(key, error);
    }
    return { ...measure.result(), etag: found.etag };
  });
}

/** A disk of ours that is full mends itself by no repetition. */
function brokenOff(key: string, error: unknown): Error {
  if (ofDisk.has((error as NodeJS.ErrnoException).code ?? '')) return unreadable(key, error);
  return Object.assign(error as Error, { mayPass: true } satisfies S3Failure);
}

const ofDisk = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EIO', 'EMFILE']);

/** Attempts at content that is not what it should be: something on the way may have cut it. */
const attempts = 3;

/** Fetches what a reference stands for, and nothing else. */
export async function fetchContent(bucket: Bucket, ref: ArtifactRef, target: string): Promise<void> {
  let found = '';
  for (let n = 0; n < attempts; n++) {
    const fetched = await fetchObject(bucket, ref.key, target);
    if (!fetched) throw missing(ref.key);
    if (fetched.sha256 === ref.sha256) return;
    found = fetched.sha256;
  }
  throw corrupted(ref, found);
}

/** Fetches an object as it was listed. */
export async function fetchListed(bucket: Bucket, { key, bytes, etag }: ListedObject, target: string): Promise<void> {
  for (let n = 0; n < attempts; n++) {
    const fetched = await fetchObject(bucket, key, target);
    if (!fetched) throw missing(key);
    if (fetched.bytes === bytes && fetched.etag === etag) return;
  }
  throw new ArtifactError('unreadable', `${key} cannot be read: it does not come as it is listed (${bytes} bytes).`);
}

/** A name for an object as it is: another one has another tag. */
export function nameOfListed({ key, etag }: ListedObject, address: string): string {
  return createHash('sha256').update(`${address} ${key} ${etag}`).digest('hex');
}

function missing(key: string): ArtifactError {
  return unreadable(key, { code: 'ENOENT' });
}
