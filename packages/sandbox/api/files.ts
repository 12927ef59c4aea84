import { rmSync } from 'node:fs';
import { invalid, notFound } from '../api-error.ts';
import type { Fault } from '../faults/fault.ts';
import { newId, unixSeconds } from '../ids.ts';
import { pageQuery, pathParameter } from '../request.ts';
import type { Routes } from '../router.ts';
import { requestKey } from '../state/call-log.ts';
import type { FileStore } from '../state/file-store.ts';
import type { FileObject } from '../wire.ts';
import { receiveUpload, type Upload } from './upload.ts';

const MAX_FILE_BYTES = 512 * 2 ** 20;
const PURPOSES = ['fine-tune', 'batch', 'vision', 'user_data', 'evals', 'assistants'];

/** The operations on files: create, list, retrieve, content and delete. */
export const fileRoutes = (files: FileStore): Routes => ({
  'POST /files': async ({ incoming, fault }) => {
    const id = newId('file-');
    const upload = await receiveUpload(incoming, files.contentPath(id), { part: 'file', limit: MAX_FILE_BYTES });
    try {
      files.add(toFile(id, upload), processingMs(fault));
    } catch (error) {
      rmSync(files.contentPath(id), { force: true });
      throw error;
    }
    return {
      json: found(files, id),
      request: requestKey(upload.fields['purpose'] ?? '', upload.filename, upload.sha256),
    };
  },

  'GET /files': ({ query }) => ({
    json: files.list(query.get('purpose') ?? undefined, pageQuery(query, 10_000, 10_000)),
  }),

  'GET /files/{file_id}': (request) => ({ json: found(files, pathParameter(request, 'file_id')) }),

  'GET /files/{file_id}/content': (request) => {
    const { id } = found(files, pathParameter(request, 'file_id'));
    return { file: files.contentPath(id) };
  },

  'DELETE /files/{file_id}': (request) => {
    const { id } = found(files, pathParameter(request, 'file_id'));
    return { json: { id, object: 'file', deleted: files.delete(id) } };
  },
});

/** How long a fault keeps a file in processing. */
export const processingMs = (fault: Fault | undefined): number =>
  fault?.kind === 'file-processing' ? (fault.ms ?? Number.POSITIVE_INFINITY) : 0;

function toFile(id: string, { fields, filename, bytes }: Upload): FileObject {
  const created_at = unixSeconds();
  const purpose = fields['purpose'] ?? '';
  checkFile(purpose, filename, bytes);
  return {
    object: 'file',
    id,
    purpose,
    filename,
    bytes,
    created_at,
    ...expiry(fields, created_at),
    status: 'processed',
  };
}

/** Refuses a file that its purpose does not allow. */
export function checkFile(purpose: string, filename: string, bytes: number): void {
  if (!PURPOSES.includes(purpose)) {
    throw invalid(
      `'${purpose}' is not one of ${PURPOSES.map((name) => `'${name}'`).join(', ')} - 'purpose'`,
      'purpose',
    );
  }
  if (purpose === 'fine-tune' && !filename.endsWith('.jsonl')) {
    throw invalid(
      `Invalid file format for fine-tuning: expected a .jsonl file, found "${filename}"`,
      'file',
      'invalid_file_format',
    );
  }
  if (bytes === 0) throw invalid('File is empty.', 'file', 'empty_file');
}

function expiry(fields: Upload['fields'], createdAt: number): { expires_at?: number } {
  const text = fields['expires_after[seconds]'];
  if (text === undefined) return {};
  const seconds = Number(text);
  if (!Number.isInteger(seconds) || seconds < 3600 || seconds > 2_592_000) {
    throw invalid(`Invalid 'expires_after[seconds]': expected 3600 to 2592000, found "${text}"`, 'expires_after');
  }
  return { expires_at: createdAt + seconds };
}

function found(files: FileStore, id: string): FileObject {
  const file = files.find(id);
  if (file === undefined) throw notFound('File object', id);
  return file;
}
