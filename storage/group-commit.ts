import type { Segment } from './artifact-store.ts';
import { checkedLine } from './checked-line.ts';

interface Waiting {
  line: string;
  resolve(): void;
  reject(reason: unknown): void;
}

/** Lines that are not stored yet from which on nobody should begin what makes more: a kill loses no more answers than these. */
const mostWaiting = 64;

/** What is appended to, and how all that was written so far is waited for. */
export type Commits = Pick<Segment, 'append' | 'room'> & { settled(): Promise<unknown> };

/**
 * Lines that arrive while a write is under way share the next one: one sync, or one request, for many answers. After a
 * failed write nobody knows how much of it is there, and nothing more goes in.
 */
export function groupCommit(write: (lines: string) => Promise<void>, explain: (error: unknown) => unknown): Commits {
  let waiting: Waiting[] = [];
  let unwritten = 0;
  let flushing: Promise<void> | undefined;
  let broken: { reason: unknown } | undefined;
  let written = Promise.withResolvers<void>();

  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      try {
        await write(batch.map(({ line }) => line).join(''));
        for (const { resolve } of batch) resolve();
      } catch (error) {
        broken = { reason: explain(error) };
        for (const { reject } of [...batch, ...waiting.splice(0)]) reject(broken.reason);
      }
      unwritten = waiting.length;
      written.resolve();
      written = Promise.withResolvers();
    }
    flushing = undefined;
  }

  return {
    append: (record) =>
      new Promise((resolve, reject) => {
        if (broken) return reject(broken.reason);
        unwritten += 1;
        waiting.push({ line: `${checkedLine(record)}\n`, resolve, reject });
        flushing ??= flush();
      }),
    async room() {
      while (unwritten >= mostWaiting) await written.promise;
    },
    settled: () => Promise.allSettled([flushing]),
  };
}
