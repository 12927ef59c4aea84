import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { DataFile, Pictures } from '../data-file.ts';
import { InputError } from '../source.ts';
import { filesIn } from './files-in.ts';
import { isImage } from './folder-kind.ts';

/** The pictures of a folder without metadata as a file of JSON Lines that was never written. */
export async function openPictureList(folder: string, name: string, images: readonly string[]): Promise<DataFile> {
  const content = contentOf(images);
  const pictures: Pictures = { folder, name, images, areClassed: areClassed(images) };
  return {
    // It lies in the folder, so that its pictures are found from there.
    path: path.join(folder, 'metadata.jsonl'),
    name,
    bytes: content.length,
    as: { kind: 'jsonl', pictures },
    modified: (await stat(folder)).mtime.toISOString(),
    hash: async (onBytes) => {
      onBytes(content.length);
      return createHash('sha256').update(content).digest('hex');
    },
    slice: async (start, end) => new Uint8Array(content.subarray(start, end)).buffer,
    requireUnchanged: async () => {
      if (contentOf((await filesIn(folder)).filter(isImage)).equals(content)) return;
      throw new InputError(`${name} was changed while it was read. Start again once nobody writes to it.`);
    },
    close: async () => undefined,
  };
}

function contentOf(images: readonly string[]): Buffer {
  return Buffer.from(
    images.map((image) => `${JSON.stringify({ file_name: image, label: classOf(image) })}\n`).join(''),
  );
}

/** The folder in which a picture lies; null where it is the folder of all. */
function classOf(image: string): string | null {
  return image.split('/').at(-2) ?? null;
}

/** Whether folders say of what class pictures are, which those at several depths do not. */
function areClassed(images: readonly string[]): boolean {
  const depths = new Set(images.map((image) => image.split('/').length));
  return depths.size === 1 && !depths.has(1);
}
