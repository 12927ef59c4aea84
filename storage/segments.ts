import { randomUUID } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Segment } from './artifact-store.ts';
import { recordOf } from './checked-line.ts';
import { makeFolderSoon, syncFolder } from './folder-sync.ts';
import { groupCommit } from './group-commit.ts';
import { isNotThere } from './not-there.ts';

/** Segments of before lines were checked end otherwise. */
export const checkedEnding = '.checked.jsonl';

const folderOf = (file: string) => `${file}.segments`;

/** The segments of a file, oldest first. */
export async function segmentFiles(file: string): Promise<string[]> {
  const names = await readdir(folderOf(file)).catch((error: unknown) => {
    if (isNotThere(error)) return [];
    throw error;
  });
  return names.sort().map((name) => path.join(folderOf(file), name));
}

/**
 * The records of a segment. What follows its last line feed was torn off by a kill; any other line that is not as it was
 * written is handed to `broken`, which throws.
 */
export function recordsOf<T>(file: string, text: string, broken: (line: number) => never): T[] {
  const read = file.endsWith(checkedEnding) ? recordOf<T> : uncheckedRecordOf<T>;
  const lines = text.split('\n').slice(0, -1);
  return lines.map((line, index) => read(line) ?? broken(index + 1));
}

function uncheckedRecordOf<T>(line: string): T | undefined {
  try {
    return JSON.parse(line) as T;
  } catch {
    return undefined;
  }
}

/** Opens a segment after all that exist; a random part keeps overlapping attempts from sharing one. */
export async function openSegmentFile(file: string, explain: (error: unknown) => unknown): Promise<Segment> {
  const made = await makeFolderSoon(folderOf(file));
  const next = String((await segmentFiles(file)).length).padStart(6, '0');
  const handle = await open(path.join(folderOf(file), `${next}-${randomUUID()}${checkedEnding}`), 'ax');
  const named = Promise.all([made.synced, syncFolder(folderOf(file))]);
  // Who appends nothing hears nothing of it.
  named.catch(() => undefined);
  // None counts before the segment's name is on disk, which is waited for here so that nobody has to wait before the first call.
  const { settled, ...lines } = groupCommit(async (text) => {
    await handle.appendFile(text);
    await Promise.all([handle.datasync(), named]);
  }, explain);
  return {
    ...lines,
    async close() {
      await Promise.allSettled([settled(), named]);
      await handle.close();
    },
  };
}
