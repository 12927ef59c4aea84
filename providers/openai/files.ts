import { openAsBlob } from 'node:fs';
import type OpenAI from 'openai';
import { z } from 'zod';
import type { FileUpload, RemoteFile } from '../port.ts';
import { entriesOf } from './lists.ts';
import { Id, readable } from './readable.ts';

const Uploaded = z.looseObject({ id: Id });
const Listed = z.looseObject({
  id: Id,
  filename: z.string(),
  bytes: z.coerce.number(),
  status: z.unknown().optional(),
});

/** What no job can train on, however long one waits. */
const unusable = /^(error|errored|failed|rejected|expired|deleted)$/i;

/** The newest file of a name and size that a job can train on. */
export async function findFile(
  client: OpenAI,
  { filename, bytes }: Pick<FileUpload, 'filename' | 'bytes'>,
): Promise<RemoteFile | undefined> {
  for await (const entry of entriesOf(client, '/files', { purpose: 'fine-tune', order: 'desc' })) {
    const file = Listed.safeParse(entry).data;
    if (file?.filename !== filename || file.bytes !== bytes || unusable.test(String(file.status))) continue;
    return { id: file.id, filename, bytes };
  }
  return undefined;
}

/** Uploads a file to train on. */
export async function uploadFile(client: OpenAI, { path, filename, bytes }: FileUpload): Promise<RemoteFile> {
  // A blob of a file is read while it is sent: 400 MB as a buffer took 1.6 GB.
  const file = new File([await openAsBlob(path)], filename, { type: 'application/jsonl' });
  const { id } = readable(Uploaded, await client.files.create({ file, purpose: 'fine-tune' }));
  return { id, filename, bytes };
}
