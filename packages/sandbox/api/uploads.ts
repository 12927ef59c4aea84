import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, renameSync, rmSync } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { invalid, notFound } from '../api-error.ts';
import { newId, unixSeconds } from '../ids.ts';
import { type ApiRequest, checkBody, pathParameter } from '../request.ts';
import type { Routes } from '../router.ts';
import { requestKey } from '../state/call-log.ts';
import type { FileStore } from '../state/file-store.ts';
import type { UploadStore } from '../state/upload-store.ts';
import { CompleteUpload, CreateUpload, type Upload } from '../wire/uploads.ts';
import type { FileObject } from '../wire.ts';
import { checkFile, processingMs } from './files.ts';
import { receiveUpload } from './upload.ts';

const PART_BYTES = 64 * 2 ** 20;
const LIFE_SECONDS = 3600;

/** The operations on uploads in parts: create, add a part, complete and cancel. */
export const uploadRoutes = (uploads: UploadStore, files: FileStore): Routes => ({
  'POST /uploads': ({ json }) => {
    const upload = toUpload(checkBody(json, CreateUpload));
    uploads.add(upload);
    return { json: upload };
  },

  'POST /uploads/{upload_id}/parts': async (call) => {
    const { id: upload_id } = pending(uploads, call);
    const id = newId('part_');
    const { bytes, sha256 } = await receiveUpload(call.incoming, uploads.partPath(id), {
      part: 'data',
      limit: PART_BYTES,
    });
    uploads.addPart(id, upload_id, bytes);
    const part = { object: 'upload.part', id, created_at: unixSeconds(), upload_id };
    return { json: part, request: requestKey(upload_id, sha256) };
  },

  'POST /uploads/{upload_id}/complete': async (call) => {
    const upload = pending(uploads, call);
    const wish = checkBody(call.json, CompleteUpload);
    checkParts(uploads, upload, wish);
    const whole = uploads.partPath(newId('whole_'));
    await join(wish, (id) => uploads.partPath(id), whole);
    const file = toFile(upload);
    renameSync(whole, files.contentPath(file.id));
    files.add(file, processingMs(call.fault));
    return { json: uploads.end(upload, 'completed', files.find(file.id)) };
  },

  'POST /uploads/{upload_id}/cancel': (call) => ({ json: uploads.end(pending(uploads, call), 'cancelled') }),
});

function toUpload({ filename, purpose, bytes, expires_after }: CreateUpload): Upload {
  checkFile(purpose, filename, bytes);
  const created_at = unixSeconds();
  return {
    object: 'upload',
    id: newId('upload_'),
    created_at,
    expires_at: created_at + LIFE_SECONDS,
    filename,
    bytes,
    purpose,
    status: 'pending',
    ...(expires_after && { expires_after }),
  };
}

/** The file of an upload: the same however often it is completed. */
function toFile({ id, filename, bytes, purpose, expires_after }: Upload): FileObject {
  const created_at = unixSeconds();
  const expiry = expires_after && { expires_at: created_at + expires_after.seconds };
  const name = id.replace(/^upload_/, 'file-');
  return { object: 'file', id: name, purpose, filename, bytes, created_at, ...expiry, status: 'processed' };
}

function pending(uploads: UploadStore, call: ApiRequest): Upload {
  const id = pathParameter(call, 'upload_id');
  const upload = uploads.find(id);
  if (upload === undefined) throw notFound('Upload', id, 'upload_id');
  if (upload.status !== 'pending')
    throw invalid(`Upload ${id} is ${upload.status}: it takes no more parts.`, 'upload_id', 'invalid_upload_status');
  return upload;
}

function checkParts(uploads: UploadStore, { id, bytes }: Upload, { part_ids }: CompleteUpload): void {
  const sizes = part_ids.map((part) => {
    const size = uploads.partSize(part, id);
    if (size === undefined) throw invalid(`Upload ${id} has no part ${part}.`, 'part_ids', 'invalid_part');
    return size;
  });
  const sum = sizes.reduce((total, size) => total + size, 0);
  if (sum !== bytes)
    throw invalid(`The parts have ${sum} bytes, and the upload was to have ${bytes}.`, 'part_ids', 'invalid_size');
}

/** Writes the parts behind each other to `path`; nothing stays there where their MD5 is not the one that was given. */
async function join({ part_ids, md5 }: CompleteUpload, pathOf: (id: string) => string, path: string): Promise<void> {
  const hash = createHash('md5');
  const counting = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const chunks = async function* () {
    for (const id of part_ids) yield* createReadStream(pathOf(id));
  };
  await pipeline(chunks, counting, createWriteStream(path));
  const found = hash.digest('hex');
  if (md5 === undefined || md5.toLowerCase() === found) return;
  rmSync(path);
  throw invalid(`The parts have the MD5 ${found}, and ${md5} was given.`, 'md5', 'invalid_checksum');
}
