import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import type { StoredFile } from '../artifact-store.ts';
import type { Bucket, ObjectHeaders } from './bucket.ts';
import { statusOf } from './patience.ts';
import { explainS3 } from './trouble.ts';

/** A file on this disk, in the parts that it travels in. */
export interface LocalFile {
  path: string;
  bytes: number;
  partBytes: number;
}

/** Of most files there is one part, which is held in memory while it is sent. */
export const usualPart = 16 * 1024 * 1024;
const mostParts = 10_000;

/** A file in parts of such a size, or of a larger one where there would be more than S3 takes. */
export function inParts(path: string, bytes: number, partBytes: number): LocalFile {
  return { path, bytes, partBytes: Math.max(partBytes, Math.ceil(bytes / mostParts)) };
}

/** Its parts, one after the other; of an empty file one that is empty. */
export async function* partsOf({ path, bytes, partBytes }: LocalFile): AsyncGenerator<Buffer> {
  const handle = await open(path);
  try {
    for (let at = 0; at === 0 || at < bytes; at += partBytes) {
      const part = Buffer.alloc(Math.min(partBytes, bytes - at));
      const { bytesRead } = await handle.read(part, 0, part.length, at);
      if (bytesRead < part.length) throw new Error(`${path} was cut while it was sent`);
      yield part;
    }
  } finally {
    await handle.close();
  }
}

/**
 * The entity tag by which S3 will know the file, unless it encrypts it by a key of its own: then it is another one, and
 * whoever looks has to read the object to know its content.
 */
export async function etagOf(file: LocalFile): Promise<string> {
  const digests: Buffer[] = [];
  for await (const part of partsOf(file)) digests.push(createHash('md5').update(part).digest());
  const [only] = digests;
  if (digests.length === 1 && only) return only.toString('hex');
  const whole = createHash('md5').update(Buffer.concat(digests)).digest('hex');
  return `${whole}-${digests.length}`;
}

/** Sends a file; false where the name is taken, which `isNew` forbids. */
export async function send(
  bucket: Bucket,
  key: string,
  file: LocalFile,
  headers: ObjectHeaders,
  isNew: boolean,
): Promise<boolean> {
  if (file.bytes > file.partBytes) return sendParts(bucket, key, partsOf(file), headers, isNew);
  for await (const part of partsOf(file)) return bucket.put(key, part, headers, isNew);
  return false;
}

/** Sends content in parts, of which nothing is seen before the last is there; false where the name is taken. */
export async function sendParts(
  { request, place, head }: Bucket,
  key: string,
  parts: AsyncIterable<Buffer> | Iterable<Buffer>,
  { mediaType: ContentType, metadata: Metadata = {} }: ObjectHeaders,
  isNew: boolean,
): Promise<boolean> {
  const where = place(key);
  const attempt = { what: key, does: 'written', right: 's3:PutObject' } as const;
  try {
    const { UploadId } = await request(attempt, (client, { CreateMultipartUploadCommand }) =>
      client.send(new CreateMultipartUploadCommand({ ...where, ContentType, Metadata })),
    );
    const upload = { ...where, UploadId };
    try {
      const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
      for await (const Body of parts) {
        const PartNumber = Parts.length + 1;
        const { ETag } = await request(attempt, (client, { UploadPartCommand }) =>
          client.send(new UploadPartCommand({ ...upload, PartNumber, Body })),
        );
        Parts.push({ PartNumber, ETag });
      }
      await request(attempt, (client, { CompleteMultipartUploadCommand }) =>
        client.send(
          new CompleteMultipartUploadCommand({
            ...{ ...upload, MultipartUpload: { Parts } },
            ...(isNew && { IfNoneMatch: '*' }),
          }),
        ),
      );
      return true;
    } catch (error) {
      await request(attempt, (client, { AbortMultipartUploadCommand }) =>
        client.send(new AbortMultipartUploadCommand(upload)),
      ).catch(() => undefined);
      throw error;
    }
  } catch (error) {
    if (statusOf(error) === 412) return false;
    // Completed by an attempt whose answer was lost, or aborted by somebody else.
    if (statusOf(error) === 404 && (await head(key))) return false;
    throw explainS3(error, attempt, where.Bucket);
  }
}

/** Files that are being sent in parts, or were when their sender was killed, as drafts of the store. */
export async function openUploads({ request, place, prefix }: Bucket): Promise<StoredFile[]> {
  const { Bucket: name } = place('');
  const attempt = { what: `s3://${name}/${prefix}`, does: 'listed', right: 's3:ListBucketMultipartUploads' } as const;
  const found: StoredFile[] = [];
  let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const page: ListMultipartUploadsCommandOutput = await request(attempt, (client, { ListMultipartUploadsCommand }) =>
      client.send(new ListMultipartUploadsCommand({ Bucket: name, Prefix: prefix, ...markers })),
    );
    for (const { Key = '', UploadId = '', Initiated } of page.Uploads ?? [])
      found.push({
        key: `drafts/${Key.slice(prefix.length)}/${encodeURIComponent(UploadId)}`,
        ...{ bytes: 0, writtenAt: Initiated?.getTime() ?? 0 },
      });
    if (!page.IsTruncated) return found;
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

/** The upload that a key of {@link openUploads} stands for; undefined of any other. */
export function uploadAt(key: string): { key: string; id: string } | undefined {
  const [, owner, id] = /^drafts\/(.+)\/([^/]+)$/.exec(key) ?? [];
  return owner !== undefined && id !== undefined ? { key: owner, id: decodeURIComponent(id) } : undefined;
}

/** Ends an upload that nobody will complete; one that is gone is gone. */
export async function abortUpload({ request, place }: Bucket, { key, id }: { key: string; id: string }): Promise<void> {
  const attempt = { what: `the upload of ${key}`, does: 'removed', right: 's3:AbortMultipartUpload' } as const;
  try {
    await request(attempt, (client, { AbortMultipartUploadCommand }) =>
      client.send(new AbortMultipartUploadCommand({ ...place(key), UploadId: id })),
    );
  } catch (error) {
    if (statusOf(error) !== 404) throw explainS3(error, attempt, place('').Bucket);
  }
}
