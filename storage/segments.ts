import { randomUUID } from 'node:crypto';
import { type FileHandle, open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Segment } from './artifact-store.ts';
import { checkedLine, recordOf } from './checked-line.ts';
import { makeFolderSoon, syncFolder } from './folder-sync.ts';
import { isNotThere } from './not-there.ts';

/** Segments of before lines were checked end otherwise. */
const checkedEnding = '.checked.jsonl';

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
  return groupCommit(handle, named, explain);
}

interface Waiting {
  line: string;
  resolve(): void;
  reject(reason: unknown): void;
}

/**
 * Lines that arrive while the disk is busy share its next write: one sync for many answers. None counts before the
 * segment's name is on disk, which is waited for here so that nobody has to wait before the first call.
 */
function groupCommit(handle: FileHandle, named: Promise<unknown>, explain: (error: unknown) => unknown): Segment {
  let waiting: Waiting[] = [];
  let flushing: Promise<void> | undefined;
  // After a failed write the file may end in half a line, which the next one would join: nothing more goes in.
  let broken: { reason: unknown } | undefined;

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await handle.appendFile(batch.map(({ line }) => line).join(''));
        await Promise.all([handle.datasync(), named]);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        broken = { reason: explain(error) };
        for (const { reject } of [...batch, ...waiting.splice(0)]) reject(broken.reason);
      }
    }
    flushing = undefined;
  }

  return {
    append: (record) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken.reason);
        waiting.push({ line: `${checkedLine(record)}\n`, resolve, reject });
        flushing ??= flush();
      }),
    close: async () => {
      await Promise.allSettled([flushing, named]);
      await handle.close();
    },
  };
}
