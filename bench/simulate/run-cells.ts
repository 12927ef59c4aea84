import { type Cell, cells } from './cells.ts';
import { doInThreads, serveTasks } from './in-threads.ts';
import { type CellResult, simulate } from './simulate.ts';

interface Task {
  cell: Cell;
  repetitions: number;
}

/** Simulates all cells, and tells how many are done as each result comes; the results are in the order of the cells. */
export async function runCells(repetitions: number, tell: (done: number) => void): Promise<CellResult[]> {
  const tasks = cells.map((cell): Task => ({ cell, repetitions }));
  return doInThreads(new URL(import.meta.url), tasks, tell);
}

serveTasks(({ cell, repetitions }: Task) => simulate(cell, repetitions));
