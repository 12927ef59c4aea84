import { Worker } from 'node:worker_threads';
import type { TrainingInput, TrainingStep } from '../learning/train.ts';

/** Trains in a thread of its own, so that the server answers meanwhile; `onStep` sees the steps in order. */
export async function trainInThread(
  input: TrainingInput,
  onStep: (step: TrainingStep) => void,
  signal: AbortSignal,
): Promise<void> {
  const worker = new Worker(new URL('./train-thread.ts', import.meta.url), { workerData: input });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop);
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', onStep);
      worker.once('error', reject);
      worker.once('exit', () => resolve());
    });
  } finally {
    signal.removeEventListener('abort', stop);
  }
  signal.throwIfAborted();
}
