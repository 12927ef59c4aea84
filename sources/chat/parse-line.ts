import { Worker } from 'node:worker_threads';
import type { Problem } from '../../domain/data/question-group.ts';
import { notJson } from '../tables/json-lines.ts';
import type { Line } from '../tables/lines.ts';
import { type ChatLine, readChatLine } from './chat-line.ts';

type Read = ChatLine | Problem;

/** Bytes from which on a line is parsed in a thread: a hundred megabytes would hold up this one for half a second. */
const large = 1_000_000;

/** Parses the lines of chat files, large ones in a thread of their own, one at a time. */
export interface LineParser {
  parse(line: Line): Promise<Read>;
  close(): Promise<void>;
}

export function createLineParser(): LineParser {
  let thread: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();

  async function inThread(text: string): Promise<Read> {
    thread ??= new Worker(new URL('./line-thread.ts', import.meta.url));
    const end = Promise.withResolvers<Read>();
    thread.once('message', end.resolve);
    thread.once('error', end.reject);
    thread.postMessage(text);
    try {
      return await end.promise;
    } finally {
      thread.off('message', end.resolve);
      thread.off('error', end.reject);
    }
  }

  /** Two splits may be read at once, and what the thread says next is to whoever has asked it last. */
  function inTurn(line: Line): Promise<Read> {
    const read = last.then(() => inThread(line.text()));
    last = read.catch(() => undefined);
    return read;
  }

  return {
    parse: async (line) => (line.bytes > large ? inTurn(line) : parseLine(line.text())),
    close: async () => {
      await thread?.terminate();
    },
  };
}

/** Reads a line of JSON. */
export function parseLine(text: string): Read {
  try {
    return readChatLine(JSON.parse(text));
  } catch (error) {
    return { why: notJson(error), reason: 'no JSON' };
  }
}
