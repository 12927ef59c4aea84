import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unwritable } from './artifact-errors.ts';

/** Records that come in one order and are read in another, as often as it takes; few of them are held at any time. */
export interface Spool<T> {
  /** Takes the record of a place. Who waits for what comes back holds no more than there is room for. */
  add(place: number, record: T): Promise<void> | undefined;
  /** All that were added, in the order of their places, some at a time; while it reads, none is added. */
  read(): AsyncIterable<T[]>;
  close(): Promise<void>;
}

/** Characters that are held before they are written out, and that are given at once. */
const [mostHeld, mostGiven] = [8_000_000, 300_000];
const mostRecords = 1000;
const unwritten = 0xffff;

interface Held {
  place: number;
  text: string;
}

/** Where records lie in the file that were written out together, a line each. */
interface Run {
  start: number;
  end: number;
}

/**
 * Sorts by places as a merge sort does that has not enough memory: what is held is written out in order, one run behind the
 * other, and the runs are read side by side. What fits into memory is never written. Places are 0 to `places` − 1, each once.
 */
export function openSpool<T>(places: number, folder = tmpdir()): Spool<T> {
  const runOf = new Uint16Array(places).fill(unwritten);
  const runs: Run[] = [];
  let held: Held[] = [];
  let room = 0;
  let file: Promise<FileHandle> | undefined;
  let writing: Promise<void> = Promise.resolve();

  async function writeOut(texts: readonly Held[]): Promise<void> {
    try {
      await writeRun(texts);
    } catch (error) {
      throw unwritable(`a file in ${folder} (TMPDIR)`, error);
    }
  }

  async function writeRun(texts: readonly Held[]): Promise<void> {
    file ??= openNameless(folder);
    const start = runs.at(-1)?.end ?? 0;
    for (const { place } of texts) runOf[place] = runs.length;
    const bytes = Buffer.from(texts.map(({ text }) => `${text}\n`).join(''));
    await writeWhole(await file, bytes, start);
    runs.push({ start, end: start + bytes.length });
  }

  function writeHeld(): Promise<void> {
    const texts = inOrder(held);
    held = [];
    room = 0;
    writing = writing.then(() => writeOut(texts));
    return writing;
  }

  return {
    add(place, record) {
      const text = JSON.stringify(record);
      held.push({ place, text });
      room += text.length;
      return room > mostHeld ? writeHeld() : undefined;
    },
    async *read() {
      await writing;
      const opened = await file;
      const readers = opened ? runs.map((run) => readerOf(opened, run, runs.length)) : [];
      const last = inOrder(held).values();
      let some: T[] = [];
      let given = 0;
      for (const run of runOf) {
        const reader = readers[run];
        const text = reader ? (reader.next() ?? (await reader.readOn())) : last.next().value?.text;
        if (text === undefined) continue;
        some.push(JSON.parse(text) as T);
        given += text.length;
        if (some.length < mostRecords && given < mostGiven) continue;
        yield some;
        [some, given] = [[], 0];
      }
      if (some.length > 0) yield some;
    },
    async close() {
      await writing.catch(() => undefined);
      await (await file?.catch(() => undefined))?.close();
    },
  };
}

function inOrder(held: readonly Held[]): Held[] {
  return held.toSorted((a, b) => a.place - b.place);
}

/** A file that nobody else finds, and that is gone however the process ends. */
async function openNameless(folder: string): Promise<FileHandle> {
  const name = path.join(folder, `tempera-spool-${randomUUID()}`);
  const file = await open(name, 'wx+', 0o600);
  await rm(name);
  return file;
}

async function writeWhole(file: FileHandle, bytes: Buffer, start: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at, bytes.length - at, start + at)).bytesWritten;
}

/** Bytes that are read of a run at once, which there may be a hundred of, and of all of them. */
const [mostRead, mostReadOfAll] = [1_000_000, 16_000_000];
const lineFeed = 10;

/** The lines of a run, one after the other; most are there without waiting. */
function readerOf(file: FileHandle, { start, end }: Run, runs: number) {
  let at = start;
  let lines: string[] = [];
  let next = 0;
  /** The same for all that is read: new ones would be most of the time that reading takes. */
  let piece = Buffer.allocUnsafe(Math.min(end - start, mostRead, Math.ceil(mostReadOfAll / runs)));
  let begun = 0;

  async function readPiece(): Promise<Buffer> {
    const { bytesRead } = await file.read(piece, begun, Math.min(piece.length - begun, end - at), at);
    if (bytesRead === 0) throw new Error('a file without a name has lost its end');
    at += bytesRead;
    return piece.subarray(0, begun + bytesRead);
  }

  return {
    next: (): string | undefined => lines[next++],
    /** Reads on until there is another line. */
    async readOn(): Promise<string | undefined> {
      while (at < end) {
        const read = await readPiece();
        const last = read.lastIndexOf(lineFeed);
        begun = read.length - last - 1;
        if (last !== -1) {
          lines = read.toString('utf8', 0, last).split('\n');
          piece.copyWithin(0, last + 1, read.length);
          next = 1;
          return lines[0];
        }
        if (begun === piece.length) piece = Buffer.concat([piece], 2 * piece.length);
      }
      return undefined;
    },
  };
}
