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

/** Which part of a form is the file, and how many bytes it may have. */
interface FilePart {
  part: string;
  limit: number;
}

const PARSER_PATIENCE_MS = 2000;

/** Streams a multipart form to disk: its file goes to `path`. On any error nothing stays there. */
export async function receiveUpload(incoming: IncomingMessage, path: string, wanted: FilePart): Promise<Upload> {
  const form = openForm(incoming, wanted.limit);
  try {
    return await receive(incoming, form, path, wanted);
  } catch (error) {
    rmSync(path, { force: true });
    if (error instanceof ApiError) throw error;
    throw invalid(`Could not parse multipart form: ${error instanceof Error ? error.message : error}`, null);
  }
}

async function receive(
  incoming: IncomingMessage,
  form: BusboyInstance,
  path: string,
  { part, limit }: FilePart,
): Promise<Upload> {
  const fields: Record<string, string> = {};
  const stalled = new AbortController();
  let saving: Promise<Omit<Upload, 'fields'>> | undefined;
  form.on('field', (name, value) => {
    fields[name] = value;
  });
  form.on('file', (name, stream, filename) => {
    // A part that breaks off is an error of the form as well, and reported there.
    stream.on('error', () => undefined);
    if (name === part && saving === undefined) {
      saving = save(stream, basename(filename.replaceAll('\\', '/')), path, limit, stalled.signal);
      // A failure is reported when the form has ended; until then it is nobody's.
      saving.catch(() => stream.resume());
    } else stream.resume();
  });
  const watch = setInterval(watchFor(incoming, stalled), PARSER_PATIENCE_MS);
  try {
    await pipeline(incoming, form, { signal: stalled.signal });
  } catch (error) {
    // The file must not appear after it was removed.
    stalled.abort(error);
    await saving?.catch(() => undefined);
    throw error;
  } finally {
    clearInterval(watch);
  }
  if (saving === undefined) throw invalid(`'${part}' is a required property`, part);
  return { fields, ...(await saving) };
}

/** Aborts once the whole body is here and nobody takes it: the parser waits for ever for the end of some malformed forms. */
function watchFor(incoming: IncomingMessage, stalled: AbortController): () => void {
  let left = Number.POSITIVE_INFINITY;
  return () => {
    if (incoming.complete && incoming.readableLength === left) stalled.abort(new Error('the form does not end'));
    left = incoming.complete ? incoming.readableLength : Number.POSITIVE_INFINITY;
  };
}

async function save(
  stream: Readable & { truncated?: boolean },
  filename: string,
  path: string,
  limit: number,
  signal: AbortSignal,
) {
  const hash = createHash('sha256');
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    hash.update(chunk);
  });
  await pipeline(stream, createWriteStream(path), { signal });
  if (stream.truncated) throw tooLarge(limit);
  return { filename, bytes, sha256: hash.digest('hex') };
}

function openForm({ headers }: IncomingMessage, fileSize: number): BusboyInstance {
  const contentType = headers['content-type'];
  if (!contentType?.startsWith('multipart/form-data')) {
    throw invalid(`Invalid Content-Type: expected multipart/form-data, found "${contentType ?? ''}"`, null);
  }
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': contentType },
      limits: { fileSize, fields: 50, files: 5 },
    });
  } catch (error) {
    throw invalid(`Could not parse multipart form: ${error instanceof Error ? error.message : error}`, null);
  }
}
