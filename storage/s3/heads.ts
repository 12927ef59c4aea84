import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import { mediaTypeOf } from '../lines.ts';
import type { Bucket, ObjectHead } from './bucket.ts';
import type { ContentCache } from './content-cache.ts';
import { fetchObject } from './fetching.ts';
import { etagOf, type LocalFile } from './uploads.ts';

/** A published file, and when it was written, by the store's clock. */
export interface FoundFile {
  ref: ArtifactRef;
  writtenAt: number;
}

/** What objects are known to hold without reading them. */
export interface Heads {
  /** What goes with an object, so that it is known later. */
  metadataOf(ref: ArtifactRef, file: LocalFile): Promise<Record<string, string>>;
  find(key: string): Promise<FoundFile | undefined>;
}

/**
 * An object says its own sha256, and the entity tag that S3 gave to that very content: as long as S3 gives the same, the
 * object holds it. Any other one, such as a copy that somebody made by hand, is read.
 */
export function createHeads(bucket: Bucket, cache: ContentCache): Heads {
  async function metadataOf({ sha256, rows }: ArtifactRef, file: LocalFile): Promise<Record<string, string>> {
    return { sha256, etag: await etagOf(file), ...(rows !== undefined && { rows: `${rows}` }) };
  }

  async function readWhole(head: ObjectHead): Promise<ArtifactRef | undefined> {
    const mediaType = mediaTypeOf(head.key);
    const draft = path.join(cache.drafts, randomUUID());
    try {
      await cache.makeFolders();
      const fetched = await fetchObject(bucket, head.key, draft, mediaType);
      if (!fetched) return undefined;
      const { etag: _, ...digest } = fetched;
      return { key: head.key, mediaType, ...digest };
    } finally {
      await rm(draft, { force: true });
    }
  }

  async function find(key: string): Promise<FoundFile | undefined> {
    const head = await bucket.head(key);
    if (!head) return undefined;
    const ref = saidRef(head) ?? (await readWhole(head));
    return ref && { ref, writtenAt: head.writtenAt };
  }

  return { metadataOf, find };
}

function saidRef({ key, bytes, etag, metadata }: ObjectHead): ArtifactRef | undefined {
  const { sha256, rows } = metadata;
  if (sha256 === undefined || metadata['etag'] !== etag) return undefined;
  return { key, mediaType: mediaTypeOf(key), sha256, bytes, ...(rows !== undefined && { rows: Number(rows) }) };
}
