import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { type Cell, cells } from './cells.ts';
import { type CellResult, simulate } from './simulate.ts';

interface Task {
  index: number;
  cell: Cell;
  repetitions: number;
}

/** Simulates all cells in at most two threads, and tells each result as it comes; the results are in the order of the cells. */
export async function runCells(repetitions: number, tell: (done: number) => void): Promise<CellResult[]> {
  const tasks = cells.map((cell, index): Task => ({ index, cell, repetitions })).reverse();
  const results = new Array<CellResult>(cells.length);
  let done = 0;
  const threads = Array.from({ length: Math.min(2, availableParallelism()) }, () =>
    working(tasks, (index, result) => {
      results[index] = result;
      done += 1;
      tell(done);
    }),
  );
  await Promise.all(threads);
  return results;
}

function working(tasks: Task[], add: (index: number, result: CellResult) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url));
    const next = () => {
      const task = tasks.shift();
      worker.postMessage(task ?? 'end');
    };
    worker.on('message', ({ index, result }: { index: number; result: CellResult }) => {
      add(index, result);
      next();
    });
    worker.on('error', reject);
    worker.on('exit', () => resolve());
    next();
  });
}

if (!isMainThread) {
  parentPort?.on('message', (task: Task | 'end') => {
    if (task === 'end') parentPort?.close();
    else parentPort?.postMessage({ index: task.index, result: simulate(task.cell, task.repetitions) });
  });
}
