import { parentPort, workerData } from 'node:worker_threads';
import { openRuns } from '../../runs/open-runs.ts';
import { ArtifactError } from '../../storage/artifact-store.ts';
import { here } from './heavy.ts';
import type { Message, Order } from './in-thread.ts';

/** Between two messages, in milliseconds. */
const pause = 200;

const { location, name, input } = workerData as Order;
const tell = (message: Message) => parentPort?.postMessage(message);
let toldAt = 0;

try {
  const result = await here(openRuns(location))(name, input as never, tellNowAndThen, new AbortController().signal);
  tell({ result });
} catch (error) {
  tell({ error: factsOf(error) });
}

function tellNowAndThen(done: number): void {
  if (performance.now() - toldAt < pause) return;
  toldAt = performance.now();
  tell({ done });
}

function factsOf(error: unknown): Extract<Message, { error: unknown }>['error'] {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  return {
    name: error.name,
    message: error.message,
    ...(error instanceof ArtifactError && { code: error.code }),
  };
}
