import { createHash } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { ApiError, invalid } from '../api-error.ts';
import { tooLarge } from '../request.ts';

/** A received form with one file, whose content is on disk. */
export interface Upload {
  fields: Record<string, string>;
  filename: string;
  bytes: number;
  sha256: string;
}

const MAX_FILE_BYTES = 512 * 2 ** 20;

/** Streams a multipart form to disk: its part `file` goes to `path`. On any error nothing stays there. */
export async function receiveUpload(incoming: IncomingMessage, path: string): Promise<Upload> {
  const form = openForm(incoming);
  try {
    return await receive(incoming, form, path);
  } catch (error) {
    rmSync(path, { force: true });
    if (error instanceof ApiError) throw error;
    throw invalid(`Could not parse multipart form: ${error instanceof Error ? error.message : error}`, null);
  }
}

async function receive(incoming: IncomingMessage, form: BusboyInstance, path: string): Promise<Upload> {
  const fields: Record<string, string> = {};
  let saving: Promise<Omit<Upload, 'fields'>> | undefined;
  form.on('field', (name, value) => {
    fields[name] = value;
  });
  form.on('file', (name, stream, filename) => {
    if (name === 'file' && saving === undefined) {
      saving = save(stream, basename(filename.replaceAll('\\', '/')), path);
      // A failure is reported when the form has ended; until then it is nobody's.
      saving.catch(() => stream.resume());
    } else stream.resume();
  });
  await pipeline(incoming, form);
  if (saving === undefined) throw invalid("'file' is a required property", 'file');
  return { fields, ...(await saving) };
}

async function save(stream: Readable & { truncated?: boolean }, filename: string, path: string) {
  const hash = createHash('sha256');
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    hash.update(chunk);
  });
  await pipeline(stream, createWriteStream(path));
  if (stream.truncated) throw tooLarge(MAX_FILE_BYTES);
  return { filename, bytes, sha256: hash.digest('hex') };
}

function openForm({ headers }: IncomingMessage): BusboyInstance {
  const contentType = headers['content-type'];
  if (!contentType?.startsWith('multipart/form-data')) {
    throw invalid(`Invalid Content-Type: expected multipart/form-data, found "${contentType ?? ''}"`, null);
  }
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': contentType },
      limits: { fileSize: MAX_FILE_BYTES, fields: 50, files: 5 },
    });
  } catch (error) {
    throw invalid(`Could not parse multipart form: ${error instanceof Error ? error.message : error}`, null);
  }
}
