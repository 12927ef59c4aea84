import { createHash } from 'node:crypto';
import { link } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import { unwritable } from '../artifact-errors.ts';
import { ArtifactError, type ArtifactStore, type NewArtifact, type StoredFile } from '../artifact-store.ts';
import { type Draft, draftsIn } from '../drafts.ts';
import { readChecked, readLinesChecked, requireSame } from '../folder-files.ts';
import { mediaTypeOf } from '../lines.ts';
import { checkedKey, idIn, idKey, newId, objectKey, ownersOfSegments, withoutSegments } from '../names.ts';
import { openBucket } from './bucket.ts';
import { connectS3 } from './client.ts';
import { type ContentCache, createContentCache } from './content-cache.ts';
import { fetchContent } from './fetching.ts';
import { openFlushes, readFlushes } from './flushes.ts';
import { createHeads } from './heads.ts';
import { readLocation } from './location.ts';
import { type Patience, usualPatience } from './patience.ts';
import { probeBucket } from './probe.ts';
import { abortUpload, inParts, openUploads, send, uploadAt, usualPart } from './uploads.ts';

/** What tests decide. */
export interface S3Options {
  patience?: Patience;
  /** Of files that were read or written lately, on this machine. */
  cache?: ContentCache;
  /** Of the parts of larger files. */
  partBytes?: number;
}

/** Of the cache on a machine's disk: a worker reads each image as often as there are candidates. */
const cachedBytes = 4 * 1024 ** 3;

/** An object that was put again within so many milliseconds counts as written now, as far as cleaning looks. */
const fresh = 60 * 60_000;

/** An artifact store below a prefix of a bucket, which workers on many machines may use at once. */
export function createS3Store(
  location: string,
  { patience = usualPatience, cache = usualCache(process.env), partBytes = usualPart }: S3Options = {},
): ArtifactStore {
  const where = readLocation(location);
  const bucket = openBucket(where, connectS3(where.bucket, patience));
  const heads = createHeads(bucket, cache);
  const drafted = draftsIn(cache.drafts, { makeLink: link, isLasting: false });

  async function write<T>({ key, mediaType, content }: NewArtifact, place: (draft: Draft) => Promise<T>): Promise<T> {
    try {
      await cache.makeFolders();
      return await drafted(content, mediaType, place);
    } catch (error) {
      throw unwritable(key, error);
    }
  }

  /** Sends a draft, which may become a file of the cache; false where the name is taken, which `isNew` forbids. */
  async function sendDraft(draft: Draft, ref: ArtifactRef, isNew: boolean): Promise<boolean> {
    const file = inParts(draft.file, ref.bytes, partBytes);
    const { key, mediaType } = ref;
    const metadata = await heads.metadataOf(ref, file);
    if (!(await send(bucket, key, file, { mediaType, metadata }, isNew))) return false;
    await draft.publish(cache.pathOf(ref.sha256)).catch(() => false);
    await cache.makeRoom(ref.bytes);
    return true;
  }

  async function publish(artifact: NewArtifact, note?: (ref: ArtifactRef) => Promise<void>): Promise<ArtifactRef> {
    const key = checkedKey(artifact.key);
    return write(artifact, async (draft) => {
      const ref = { key, mediaType: artifact.mediaType, ...draft.digest };
      await note?.(ref);
      if (await sendDraft(draft, ref, true)) return ref;
      // Ours, if an attempt was stored whose answer was lost.
      const winner = await find(key);
      if (winner) return winner;
      throw new ArtifactError('unreachable', `${key} cannot be written: who was faster has removed it again.`);
    });
  }

  /** An object's name is its hash: a broken one is replaced by what it ought to be. */
  async function putObject(content: Uint8Array, mediaType: string): Promise<ArtifactRef> {
    const key = objectKey(createHash('sha256').update(content).digest('hex'));
    return write({ key, mediaType, content }, async (draft) => {
      const ref = { key, mediaType, ...draft.digest };
      const there = await heads.find(key);
      const isFresh = Math.abs(Date.now() - (there?.writtenAt ?? 0)) < fresh;
      // Whoever cleans must see that it is needed again.
      if (there?.ref.sha256 !== ref.sha256 || !isFresh) await sendDraft(draft, ref, false);
      return ref;
    });
  }

  const find = async (key: string) => (await heads.find(checkedKey(key)))?.ref;

  const fromCache = <T>(ref: ArtifactRef, use: (file: string) => Promise<T>): Promise<T> =>
    cache.use(cacheName(ref), (draft) => fetchContent(bucket, { ...ref, key: checkedKey(ref.key) }, draft), use);

  async function localPath(ref: ArtifactRef): Promise<string> {
    return fromCache(ref, async (file) => {
      await requireSame(ref, file);
      return file;
    });
  }

  async function* readLines<T>(ref: ArtifactRef): AsyncGenerator<T> {
    yield* readLinesChecked<T>(ref, await localPath(ref));
  }

  const read = (ref: ArtifactRef) => fromCache(ref, (file) => readChecked(ref, file));

  let known: string | undefined;
  async function id(): Promise<string> {
    if (known !== undefined) return known;
    const ref = (await find(idKey)) ?? (await publish({ key: idKey, mediaType: mediaTypeOf(idKey), content: newId() }));
    known = idIn(await read(ref));
    return known;
  }

  const keysBelow = async (prefix: string) => (await bucket.list(checkedKey(prefix))).map(({ key }) => key);

  async function files(prefix: string): Promise<StoredFile[]> {
    const objects = await bucket.list(checkedKey(prefix));
    const uploads = 'drafts/'.startsWith(prefix) ? await openUploads(bucket) : [];
    return [...objects.map(({ etag: _, ...file }) => file), ...uploads].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async function remove(key: string, before?: number): Promise<boolean> {
    const upload = uploadAt(checkedKey(key));
    if (upload) await abortUpload(bucket, upload);
    else {
      const there = before === undefined ? undefined : await bucket.head(key);
      if (there && there.writtenAt > Number(before)) return false;
      await bucket.remove(key);
    }
    return true;
  }

  return {
    ...{ id, publish, find, read, readLines, localPath, putObject, files, remove },
    probe: () => probeBucket(bucket),
    readSegments: (key) => readFlushes(bucket, cache, checkedKey(key)),
    whereIs: (key) => bucket.addressOf(checkedKey(key)),
    readObject: (sha256) => read({ key: objectKey(sha256), sha256, bytes: 0, mediaType: '' }),
    openSegment: async (key) => openFlushes(bucket, checkedKey(key)),
    list: async (prefix) => withoutSegments(await keysBelow(prefix)),
    listSegmented: async (prefix) => ownersOfSegments(await keysBelow(prefix)),
  };
}

/** One for all stores and processes of a machine: content is the same wherever it lies. */
function usualCache(env: NodeJS.ProcessEnv): ContentCache {
  const caches = env['XDG_CACHE_HOME'] || path.join(env['HOME'] || homedir(), '.cache');
  return createContentCache(path.join(caches, 'tempera', 'content'), cachedBytes);
}

/** Only a hash is the name of a file. */
function cacheName({ sha256 }: ArtifactRef): string {
  return /^[0-9a-f]{64}$/.test(sha256) ? sha256 : createHash('sha256').update(sha256).digest('hex');
}
