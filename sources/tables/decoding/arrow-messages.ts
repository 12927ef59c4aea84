import { type Head, readHead } from './arrow-head.ts';
import type { MessageRange } from './arrow-metadata.ts';
import type { Bytes } from './messages.ts';

/** A batch, which is held as a whole, and what stands before its bytes may have so many. */
const [mostBytes, mostHeadBytes] = [2_000_000_000, 64_000_000];

interface Message extends MessageRange {
  head: Head;
}

/** Every message of a file, without its body. Throws where the file breaks off, or goes on behind its end. */
export async function* messagesOf(file: Bytes, from: number, isFile: boolean): AsyncGenerator<Message> {
  let at = from;
  for (;;) {
    if (at + 4 > file.byteLength) throw again('ends without an end mark, so that rows may be missing');
    const lengths = new DataView(await file.slice(at, Math.min(at + 8, file.byteLength)));
    const first = lengths.getInt32(0, true);
    // Before 2019 no mark stood before the length.
    const isMarked = first === -1 && lengths.byteLength === 8;
    const bytes = isMarked ? lengths.getInt32(4, true) : first;
    const start = at + (isMarked ? 8 : 4);
    if (bytes === 0) {
      if (!isFile && start < file.byteLength) throw again(`goes on behind its end, which is at byte ${start}`);
      return;
    }
    if (bytes < 0 || start + bytes > file.byteLength) throw at === from ? notArrow() : brokenOff(at, file);
    if (bytes > mostHeadBytes) throw damaged(`its message at byte ${at}`, new RangeError(`a head of ${bytes} bytes`));
    const head = headAt(await file.slice(start, start + bytes), at);
    const end = start + bytes + head.bodyBytes;
    if (end > file.byteLength) throw brokenOff(at, file);
    if (head.bodyBytes > mostBytes) throw tooLarge(at, head.bodyBytes);
    yield { start: at, end, head };
    at = end;
  }
}

function tooLarge(at: number, bytes: number): Error {
  return again(`has a batch of ${bytes} bytes at byte ${at}, of which at most ${mostBytes} are read at once`);
}

function brokenOff(at: number, file: Bytes): Error {
  return again(`breaks off: its message at byte ${at} is longer than the file, which has ${file.byteLength}`);
}

function notArrow(): Error {
  return new Error('is not an Arrow file, or breaks off at once. Set kind to what it is, or write it anew');
}

export function again(why: string): Error {
  return new Error(`${why}. Write it anew`);
}

function headAt(bytes: ArrayBuffer, at: number): Head {
  let head: Head;
  try {
    head = readHead(bytes);
  } catch (error) {
    throw damaged(`its message at byte ${at}`, error);
  }
  if (head.version < 3 || head.version > 4)
    throw again(`is Arrow of version ${head.version + 1}, and versions 4 and 5 are read`);
  return head;
}

export function damaged(what: string, error: unknown): Error {
  return again(`is damaged: ${what} (${(error as Error).message.replace(/\.$/, '')})`);
}
