import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/**
 * Does tasks in at most two threads that run a script, which calls {@link serveTasks}; the last task is begun first. Tells
 * how many are done as each result comes; the results are in the order of the tasks.
 */
export async function doInThreads<Task, Result>(
  script: URL,
  tasks: readonly Task[],
  tell: (done: number) => void,
): Promise<Result[]> {
  const results = new Array<Result>(tasks.length);
  const left = [...tasks.entries()];
  let done = 0;
  const threads = Array.from({ length: Math.min(2, availableParallelism()) }, () =>
    working(script, left, (index, result) => {
      results[index] = result as Result;
      done += 1;
      tell(done);
    }),
  );
  await Promise.all(threads);
  return results;
}

function working(script: URL, left: unknown[], add: (index: number, result: unknown) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(script);
    const next = () => worker.postMessage(left.pop() ?? 'end');
    worker.on('message', ({ index, result }: { index: number; result: unknown }) => {
      add(index, result);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    next();
  });
}

/** Does the tasks that {@link doInThreads} hands to this thread. */
export function serveTasks<Task>(handle: (task: Task) => unknown): void {
  if (isMainThread) return;
  parentPort?.on('message', (message: [index: number, task: Task] | 'end') => {
    if (message === 'end') return parentPort?.close();
    const [index, task] = message;
    parentPort?.postMessage({ index, result: handle(task) });
  });
}
