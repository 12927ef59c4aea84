import { Worker } from 'node:worker_threads';
import type { DataFile } from '../../data-file.ts';
import type { Answer, Content, Format, Metadata, Order, Said } from './messages.ts';

/** What a file holds cannot be decoded; the message says why, without the file's name. */
export class Undecodable extends Error {}

/** It would take for ever, or more memory than there is. */
export class Unbounded extends Undecodable {}

/** Decodes one file, in a thread: what is damaged may keep a decoder busy for ever. To be closed. */
export interface Decoder<F extends Format> {
  metadata: Metadata[F];
  /** Some columns of the rows `from` to `to`, of which those of `due` are given, counted from `from`; a few at a time. */
  rows(columns: string[], from: number, to: number, due: Uint32Array): AsyncIterable<unknown[][]>;
  close(): Promise<void>;
}

/** Seconds without a word from the thread, after which it is taken for hung: a small part of its usual pace. */
export function patienceFor({ bytes }: Pick<DataFile, 'bytes'>): number {
  return 60 + bytes / 1_000_000;
}

/** Threads that have ended their work well and wait for more: to start one takes longer than to read a small file. */
const idle: Worker[] = [];
const mostIdle = 2;

/** V8's own size of a young generation held 190 MB more while a million rows were read, and read them no faster. */
function startThread(): Worker {
  return new Worker(new URL('./thread.ts', import.meta.url), { resourceLimits: { maxYoungGenerationSizeMb: 12 } });
}

/** Its metadata may be known already. Throws {@link Undecodable}, and what the file's own `slice` throws. */
export async function openDecoder<F extends Format>(
  format: F,
  file: DataFile,
  patience = patienceFor(file),
  known?: Metadata[F],
): Promise<Decoder<F>> {
  const thread = idle.pop() ?? startThread();
  let isFit = true;

  async function ask(order: Order): Promise<Answer> {
    const wasFit = isFit;
    isFit = false;
    const said = await saidTo(thread, order, file, patience);
    isFit = wasFit;
    if ('error' in said) throw new Undecodable(said.error);
    return said.answer;
  }

  async function close(): Promise<void> {
    if (!isFit || idle.length >= mostIdle) return void (await thread.terminate());
    thread.unref();
    idle.push(thread);
  }

  try {
    const { metadata = known } = await ask({ open: { bytes: file.bytes, format, metadata: known } });
    if (!metadata) throw new Error('the thread has told no metadata');
    return {
      metadata: metadata as Metadata[F],
      async *rows(columns, from, to, due) {
        await ask({ decode: { columns, from, to, due } });
        // Who leaves in the middle leaves rows behind in the thread.
        isFit = false;
        for (let left = due.length; left > 0; ) {
          const { rows = [] } = await ask({ next: true });
          left -= rows.length;
          yield rows;
        }
        isFit = true;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Ended = Exclude<Said, { id: number }>;

/** Has the thread carry out an order, and gives it the bytes that it asks for. */
async function saidTo(thread: Worker, order: Order, file: DataFile, patience: number): Promise<Ended> {
  const end = Promise.withResolvers<Ended>();
  let silent = 0;
  // Seconds in which nobody runs, as in a program that is stopped, are not counted.
  const clock = setInterval(() => {
    silent += 1;
    if (silent > patience) end.reject(new Unbounded(`it kept its decoder busy for ${Math.round(patience)} s`));
  }, 1000);
  const onMessage = (said: Said) => {
    silent = 0;
    if (!('id' in said)) end.resolve(said);
    else give(thread, said, file).catch(end.reject);
  };
  const onError = (error: NodeJS.ErrnoException) =>
    end.reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new Unbounded('it takes more memory than there is') : error);
  thread.ref();
  thread.on('message', onMessage);
  thread.on('error', onError);
  try {
    thread.postMessage(order);
    return await end.promise;
  } finally {
    clearInterval(clock);
    thread.off('message', onMessage);
    thread.off('error', onError);
  }
}

async function give(
  thread: Worker,
  { id, start, end }: Extract<Said, { id: number }>,
  { bytes, slice }: DataFile,
): Promise<void> {
  if (!(start >= 0 && start <= end && end <= bytes))
    throw new Undecodable(`it names bytes ${start} to ${end} of ${bytes}`);
  const content = await slice(start, end);
  thread.postMessage({ id, content } satisfies Content, [content]);
}
