import { doInThreads, serveTasks } from '../in-threads.ts';
import { simulateTrend, type WorldResult } from './simulate.ts';
import { type World, worlds } from './worlds.ts';

interface Task {
  world: World;
  schedules: number;
}

/** Simulates all worlds, and tells how many are done as each result comes; the results are in their order. */
export async function runWorlds(schedules: number, tell: (done: number) => void): Promise<WorldResult[]> {
  const tasks = worlds.map((world): Task => ({ world, schedules }));
  return doInThreads(new URL(import.meta.url), tasks, tell);
}

serveTasks(({ world, schedules }: Task) => simulateTrend(world, schedules));
