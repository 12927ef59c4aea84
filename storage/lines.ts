import { createHash } from 'node:crypto';
import type { ArtifactRef } from '../domain/run/artifact.ts';
import type { NewArtifact } from './artifact-store.ts';

/** What a reference says of content. */
export type Digest = Pick<ArtifactRef, 'sha256' | 'bytes' | 'rows'>;

/** Takes the sha256, length and (of JSONL) lines of content that comes in chunks. */
export function digest(mediaType: string): { update(chunk: Uint8Array): void; result(): Digest } {
  const hash = createHash('sha256');
  let bytes = 0;
  let rows = 0;
  return {
    update(chunk) {
      hash.update(chunk);
      bytes += chunk.length;
      if (mediaType === 'application/jsonl') rows += newlines(chunk);
    },
    result: () => ({ sha256: hash.digest('hex'), bytes, ...(mediaType === 'application/jsonl' && { rows }) }),
  };
}

function newlines(chunk: Uint8Array): number {
  let count = 0;
  for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) count += 1;
  return count;
}

/** Bytes that are written at once: with a write a line, a hundred thousand lines took five times as long or more. */
const blockBytes = 256 * 1024;

/** Content in blocks that are worth a write each, however it was given. */
export async function* blocksOf(content: NewArtifact['content']): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of contentOf(content)) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < blockBytes) continue;
    yield waiting.length === 1 ? chunk : Buffer.concat(waiting);
    waiting = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

async function* contentOf(content: NewArtifact['content']): AsyncGenerator<Uint8Array> {
  if (typeof content === 'string') yield Buffer.from(content);
  else if (content instanceof Uint8Array) yield content;
  else for await (const chunk of content) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

const mediaTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  jsonl: 'application/jsonl',
  csv: 'text/csv',
  html: 'text/html',
  md: 'text/markdown',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  parquet: 'application/vnd.apache.parquet',
};

/** The media type that a key's ending stands for. */
export function mediaTypeOf(key: string): string {
  return mediaTypes[key.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}
