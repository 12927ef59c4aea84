import { Worker } from 'node:worker_threads';
import { ArtifactError } from '../../storage/artifact-store.ts';
import type { Heavy, HeavyName } from './heavy.ts';

/** What the thread is told. */
export interface Order {
  /** Of the store. */
  location: string;
  name: HeavyName;
  input: unknown;
}

/** What the thread tells: how far it is, and how it ended. */
export type Message =
  | { done: number }
  | { result: unknown }
  | { error: { name: string; message: string; code?: ArtifactError['code'] } };

/** How long a thread may be silent before it is taken for hung, in milliseconds: a statistic may take minutes. */
const longestSilence = 15 * 60_000;

/** Does heavy work in a thread, one piece after the other: two at once would need twice the memory. */
export function inThread(location: string, silence = longestSilence): Heavy {
  let last: Promise<unknown> = Promise.resolve();
  return async (name, input, tick, stop) => {
    const work = last.then(() => runThread({ location, name, input }, tick, stop, silence));
    last = work.catch(() => undefined);
    return work as Promise<never>;
  };
}

async function runThread(
  order: Order,
  tick: (done: number) => void,
  stop: AbortSignal,
  silence: number,
): Promise<unknown> {
  stop.throwIfAborted();
  const thread = new Worker(new URL('./thread.ts', import.meta.url), { workerData: order });
  const end = Promise.withResolvers<unknown>();
  const hung = setTimeout(
    () => end.reject(new Error(`${order.name} has not moved for ${silence / 60_000} minutes`)),
    silence,
  );
  const leave = () => end.reject(stop.reason);
  stop.addEventListener('abort', leave, { once: true });
  thread.on('message', (message: Message) => {
    hung.refresh();
    if ('done' in message) tick(message.done);
    else if ('result' in message) end.resolve(message.result);
    else end.reject(errorOf(message.error));
  });
  thread.once('error', end.reject);
  thread.once('exit', (code) => end.reject(new Error(`the thread of ${order.name} ended with code ${code}`)));
  try {
    return await end.promise;
  } finally {
    clearTimeout(hung);
    stop.removeEventListener('abort', leave);
    await thread.terminate();
  }
}

/** Classes do not travel between threads. */
function errorOf({ name, message, code }: Extract<Message, { error: unknown }>['error']): Error {
  return code ? new ArtifactError(code, message) : Object.assign(new Error(message), { name });
}
