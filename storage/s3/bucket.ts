import type { Readable } from 'node:stream';
import type { Request } from './client.ts';
import type { S3Location } from './location.ts';
import { statusOf } from './patience.ts';
import { explainS3 } from './trouble.ts';

/** An object of a bucket, as a list has it. */
export interface ListedObject {
  key: string;
  bytes: number;
  etag: string;
  /** By the store's clock, in milliseconds since 1970. */
  writtenAt: number;
}

/** An object of a bucket, as it says itself. */
export interface ObjectHead extends ListedObject {
  metadata: Readonly<Record<string, string>>;
}

/** What goes with an object. */
export interface ObjectHeaders {
  mediaType: string;
  metadata?: Record<string, string>;
}

/** The objects below a prefix of a bucket, by what S3 can do. */
export interface Bucket {
  /** Where a person finds an object. */
  addressOf(key: string): string;
  head(key: string): Promise<ObjectHead | undefined>;
  /** The content with its entity tag; undefined where there is none. */
  get(key: string): Promise<{ body: Readable; etag: string } | undefined>;
  /** False where the name is taken, which `isNew` forbids. */
  put(key: string, body: Uint8Array, headers: ObjectHeaders, isNew: boolean): Promise<boolean>;
  /** All below a folder, sorted. */
  list(folder: string): Promise<ListedObject[]>;
  remove(key: string): Promise<void>;
  request: Request;
  /** The name of the bucket, and of an object in it. */
  place(key: string): { Bucket: string; Key: string };
  prefix: string;
}

/** Opens what lies below a prefix of a bucket. */
export function openBucket({ bucket, prefix }: S3Location, request: Request): Bucket {
  const place = (key: string) => ({ Bucket: bucket, Key: `${prefix}${key}` });
  let isThere = false;

  /** Of an object that is not there S3 may mean the bucket, which would be read as an empty store. */
  async function requireBucket(): Promise<void> {
    if (!isThere) await listPage('', undefined, 1);
  }

  async function unlessNotThere<T>(ask: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await ask();
      isThere = true;
      return answer;
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
      await requireBucket();
      return undefined;
    }
  }

  async function head(key: string): Promise<ObjectHead | undefined> {
    const found = await unlessNotThere(() =>
      request({ what: key, does: 'read', right: readRights }, (client, { HeadObjectCommand, GetObjectCommand }) =>
        // An answer without a body tells no reason: the question with one does.
        client.send(new HeadObjectCommand(place(key))).catch(async (error) => {
          if (statusOf(error) === 404 || (statusOf(error) ?? 500) >= 500) throw error;
          await client.send(new GetObjectCommand({ ...place(key), Range: 'bytes=0-0' }));
          throw error;
        }),
      ),
    );
    return (
      found && {
        key,
        bytes: found.ContentLength ?? 0,
        etag: bareTag(found.ETag),
        writtenAt: found.LastModified?.getTime() ?? 0,
        metadata: found.Metadata ?? {},
      }
    );
  }

  async function get(key: string): Promise<{ body: Readable; etag: string } | undefined> {
    const found = await unlessNotThere(() =>
      request({ what: key, does: 'read', right: readRights }, (client, { GetObjectCommand }) =>
        client.send(new GetObjectCommand(place(key))),
      ),
    );
    return found && { body: found.Body as Readable, etag: bareTag(found.ETag) };
  }

  async function put(key: string, body: Uint8Array, headers: ObjectHeaders, isNew: boolean): Promise<boolean> {
    const { mediaType: ContentType, metadata: Metadata = {} } = headers;
    const attempt = { what: key, does: 'written', right: 's3:PutObject' } as const;
    try {
      await request(attempt, (client, { PutObjectCommand }) =>
        client.send(
          new PutObjectCommand({
            ...place(key),
            ...{ Body: body, ContentType, Metadata },
            ...(isNew && { IfNoneMatch: '*' }),
          }),
        ),
      );
      return true;
    } catch (error) {
      if (statusOf(error) === 412) return false;
      throw explainS3(error, attempt, bucket);
    }
  }

  async function listPage(folder: string, after: string | undefined, most = 1000) {
    const attempt = { what: `s3://${bucket}/${prefix}${folder}`, does: 'listed', right: 's3:ListBucket' } as const;
    try {
      const page = await request(attempt, (client, { ListObjectsV2Command }) =>
        client.send(
          new ListObjectsV2Command({
            ...{ Bucket: bucket, Prefix: `${prefix}${folder}`, MaxKeys: most },
            ...(after !== undefined && { ContinuationToken: after }),
          }),
        ),
      );
      isThere = true;
      return page;
    } catch (error) {
      throw explainS3(error, attempt, bucket);
    }
  }

  async function list(folder: string): Promise<ListedObject[]> {
    const below = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
    const found: ListedObject[] = [];
    let after: string | undefined;
    do {
      const page = await listPage(below, after);
      for (const { Key = '', Size = 0, ETag, LastModified } of page.Contents ?? [])
        found.push({
          ...{ key: Key.slice(prefix.length), bytes: Size, etag: bareTag(ETag) },
          writtenAt: LastModified?.getTime() ?? 0,
        });
      after = page.NextContinuationToken;
    } while (after !== undefined);
    return found.sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  async function remove(key: string): Promise<void> {
    const attempt = { what: key, does: 'removed', right: 's3:DeleteObject' } as const;
    try {
      await request(attempt, (client, { DeleteObjectCommand }) => client.send(new DeleteObjectCommand(place(key))));
    } catch (error) {
      if (statusOf(error) !== 404) throw explainS3(error, attempt, bucket);
      await requireBucket();
    }
  }

  const addressOf = (key: string) => `s3://${bucket}/${prefix}${key}`;
  return { addressOf, head, get, put, list, remove, request, place, prefix };
}

/** Without the second, a name that is not there is answered like one that may not be read. */
const readRights = 's3:GetObject and s3:ListBucket';

/** Servers differ in whether a list quotes entity tags. */
function bareTag(etag = ''): string {
  return etag.replace(/^W\//, '').replaceAll('"', '');
}
