import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { linesOf } from '../domain/data/lines-of.ts';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import { corrupted, notJson, unreadable } from './artifact-errors.ts';
import { digest, mediaTypeOf } from './lines.ts';
import { isNotThere } from './not-there.ts';

/** The content of a file, checked against a reference to it. */
export async function readChecked(ref: ArtifactRef, file: string): Promise<Buffer> {
  const content = await readFile(file).catch((error: unknown) => {
    throw unreadable(ref.key, error);
  });
  const sha256 = createHash('sha256').update(content).digest('hex');
  if (sha256 !== ref.sha256) throw corrupted(ref, sha256);
  return content;
}

/** The JSON lines of a file, which is checked against a reference to it before the first. */
export async function* readLinesChecked<T>(ref: ArtifactRef, file: string): AsyncGenerator<T> {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(ref.key, error);
  });
  try {
    const hash = createHash('sha256');
    for await (const chunk of chunksOf(ref.key, handle)) hash.update(chunk);
    const sha256 = hash.digest('hex');
    if (sha256 !== ref.sha256) throw corrupted(ref, sha256);
    for await (const line of linesOf(chunksOf(ref.key, handle))) if (line !== '') yield parsed<T>(ref.key, line);
  } finally {
    await handle.close();
  }
}

/** Throws what keeps a file from being read, or that it is another one than its reference says. */
export async function requireSame(ref: ArtifactRef, file: string): Promise<void> {
  const { sha256 } = await refOf(ref.key, file).catch((error: unknown) => {
    throw unreadable(ref.key, error);
  });
  if (sha256 !== ref.sha256) throw corrupted(ref, sha256);
}

/** The reference of a file as it is; throws what the disk says. */
export async function refOf(key: string, file: string): Promise<ArtifactRef> {
  const mediaType = mediaTypeOf(key);
  const measure = digest(mediaType);
  for await (const chunk of createReadStream(file)) measure.update(chunk as Buffer);
  return { key, mediaType, ...measure.result() };
}

/** The keys of all files below a prefix, sorted; segments are among them. */
export async function listBelow(root: string, prefix: string): Promise<string[]> {
  const folder = path.join(root, prefix);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (isNotThere(error)) return [];
    throw unreadable(prefix, error);
  });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

function parsed<T>(key: string, line: string): T {
  try {
    return JSON.parse(line) as T;
  } catch {
    throw notJson(key);
  }
}

/** The chunks of an open file, from its beginning. */
async function* chunksOf(key: string, handle: FileHandle): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of handle.createReadStream({ start: 0, autoClose: false })) yield chunk as Buffer;
  } catch (error) {
    throw unreadable(key, error);
  }
}
