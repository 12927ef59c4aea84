import { fileURLToPath } from 'node:url';
import { type RunningChild, startChild } from './processes.ts';

/**
 * Requests of half a megabyte are garbage at once, and with V8's usual sizes it piles up: the demo's worker came to 520 MB,
 * with these to 371 MB. `docs/operations.md` says when to give it more.
 */
export const memoryFlags = ['--max-semi-space-size=8', '--max-old-space-size=1024'];

/**
 * How glibc gives memory back, where it is the system's library: pixels of many threads lay in as many heaps, each of which
 * kept what it once had. Whoever sets one of these by himself is believed.
 */
export const memoryVariables = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '524288',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** Of a worker that is started here: its memory, and that its code is compiled once and not at each start. */
export const workerVariables = {
  ...memoryVariables,
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../.tempera/compiled', import.meta.url)),
};

/** The programs of this repository that the client starts, as arguments of Node. */
export const programs = {
  worker: [...memoryFlags, fileURLToPath(new URL('../../worker/main.ts', import.meta.url))],
  sandbox: [fileURLToPath(new URL('../../packages/sandbox/main.ts', import.meta.url))],
};

export interface ProgramOptions {
  env: NodeJS.ProcessEnv;
  /** The file that takes all it writes. */
  log: string;
  abort: AbortSignal;
}

/** Starts a worker and waits until it asks for work. */
export function startWorker(options: ProgramOptions): Promise<RunningChild<string>> {
  return startChild({
    ...options,
    env: { ...workerVariables, ...options.env },
    name: 'the worker',
    command: process.execPath,
    args: programs.worker,
    ready: (firstLine) => firstLine,
    readyWithin: 60_000,
  });
}

/** Starts a sandbox and waits until it listens. */
export function startSandbox(options: ProgramOptions & { port: number; state: string }): Promise<RunningChild<string>> {
  const { port, state, ...common } = options;
  return startChild({
    ...common,
    name: 'the sandbox',
    command: process.execPath,
    args: [...programs.sandbox, '--port', `${port}`, '--host', '127.0.0.1', '--state', state],
    ready: (firstLine) => firstLine,
    readyWithin: 30_000,
  });
}
