import { Worker } from 'node:worker_threads';
import type { Line } from '../tables/lines.ts';
import { type ChatLine, type LineProblem, readChatLine } from './chat-line.ts';

/** Characters from which on a line is parsed in a thread: a hundred megabytes would hold up this one for half a second. */
const large = 1_000_000;

/** Parses the lines of chat files, large ones in a thread of their own, one at a time. */
export interface LineParser {
  parse(line: Line): Promise<ChatLine | LineProblem>;
  close(): Promise<void>;
}

export function createLineParser(): LineParser {
  let thread: Worker | undefined;

  async function inThread(text: string): Promise<ChatLine | LineProblem> {
    thread ??= new Worker(new URL('./line-thread.ts', import.meta.url));
    const end = Promise.withResolvers<ChatLine | LineProblem>();
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

  return {
    parse: async (line) => (line.bytes > large ? inThread(line.text()) : parseLine(line.text())),
    close: async () => {
      await thread?.terminate();
    },
  };
}

/** Reads a line of JSON. */
export function parseLine(text: string): ChatLine | LineProblem {
  try {
    return readChatLine(JSON.parse(text));
  } catch (error) {
    const why = `is not JSON: ${(error as Error).message
      .replace(/ \(line 1 column \d+\)/, '')
      .replace(/\p{C}/gu, '?')
      .slice(0, 200)}`;
    return { why, reason: 'no JSON' };
  }
}
