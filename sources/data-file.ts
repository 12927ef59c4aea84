import { createHash } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { TableKind } from '../domain/spec/table-kinds.ts';
import { InputError } from './source.ts';

/** How a file is read because of the folder in which it was found. */
export interface FoundAs {
  kind: TableKind;
  /** The pictures beside it, where it is the metadata or the list of a folder of pictures. */
  pictures?: Pictures;
}

/** A folder of pictures. */
export interface Pictures {
  /** Where it lies. */
  folder: string;
  /** Its path in the data folder. */
  name: string;
  /** Paths in it. */
  images: readonly string[];
  /** Whether each lies in the folder of its class; undefined where metadata says what they are. */
  areClassed?: boolean;
}

/** A file that is read through one descriptor: another file that takes its name is never read for it. */
export interface DataFile {
  path: string;
  /** What messages call it: its path in the data folder, where it was found there. */
  name: string;
  bytes: number;
  as?: FoundAs;
  /** When it was last written to, ISO 8601. */
  modified: string;
  /** The sha256 of all of it; `onBytes` hears of each piece. */
  hash(onBytes: (bytes: number) => void): Promise<string>;
  /** The bytes of a range; throws {@link InputError} where the file was written to since it was opened. */
  slice(start: number, end?: number): Promise<ArrayBuffer>;
  requireUnchanged(): Promise<void>;
  close(): Promise<void>;
}

/** To open a pipe would wait for somebody who writes to it. */
const reading = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** A file of so many bytes is hashed as a whole, which takes half of the time: folders hold many small pictures. */
const smallBytes = 1_000_000;

/** Opens a file; throws {@link InputError} where it is none, or a pipe or a device, which a read may never leave. */
export async function openDataFile(path: string, name = path): Promise<DataFile> {
  const handle = await open(path, reading).catch((error: NodeJS.ErrnoException) => {
    throw new InputError(`${path} cannot be read (${error.code}).`);
  });
  const before = await handle.stat({ bigint: true });
  if (!before.isFile()) {
    await handle.close();
    throw new InputError(`${path} is no regular file but ${kindOf(before)}. Name a file that can be read twice.`);
  }
  const bytes = Number(before.size);

  async function requireUnchanged(): Promise<void> {
    const now = await handle.stat({ bigint: true });
    if (now.size !== before.size || now.mtimeNs !== before.mtimeNs) throw changed(path);
  }

  return {
    path,
    name,
    bytes,
    modified: before.mtime.toISOString(),
    hash: async (onBytes) => {
      if (bytes > smallBytes) return hashOf(handle, onBytes);
      const content = new Uint8Array(await readWhole(handle, path, 0, bytes));
      onBytes(bytes);
      return createHash('sha256').update(content).digest('hex');
    },
    async slice(start, end = bytes) {
      const content = await readWhole(handle, path, start, end);
      // Bytes that belong to two files would be told as a file that is broken.
      await requireUnchanged();
      return content;
    },
    requireUnchanged,
    close: () => handle.close(),
  };
}

function kindOf(stats: BigIntStats): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/** Bytes that are hashed at once. */
const hashedBytes = 1_000_000;

async function hashOf(handle: FileHandle, onBytes: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(hashedBytes);
  for (let at = 0; ; ) {
    const { bytesRead } = await handle.read(piece, 0, piece.length, at);
    if (bytesRead === 0) return hash.digest('hex');
    hash.update(piece.subarray(0, bytesRead));
    onBytes(bytesRead);
    at += bytesRead;
  }
}

async function readWhole(handle: FileHandle, path: string, start: number, end: number): Promise<ArrayBuffer> {
  const content = new Uint8Array(end - start);
  for (let at = 0; at < content.length; ) {
    const { bytesRead } = await handle.read(content, at, content.length - at, start + at);
    if (bytesRead === 0) throw changed(path);
    at += bytesRead;
  }
  return content.buffer;
}

function changed(path: string): InputError {
  return new InputError(`${path} was changed while it was read. Start again once nobody writes to it.`);
}
