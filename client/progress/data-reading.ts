import { createLogUpdate } from 'log-update';
import type { Terminal } from '../terminal.ts';
import { createPace } from './pace.ts';
import { howFar } from './words.ts';

const firstAfter = 1000;
const between = { drawn: 200, told: 10_000 };

/** Shows how much of large data has been read: drawn anew on a terminal, a line each 10 s elsewhere. */
export function createDataReading({ note, screen }: Terminal, now: () => number = Date.now) {
  const draw = screen && createLogUpdate(screen);
  const pace = createPace();
  let nextAt = now() + firstAfter;

  function show({ done, total }: { done: number; total: number }): void {
    if (now() < nextAt) return;
    nextAt = now() + (draw ? between.drawn : between.told);
    const [megabytes] = pace([{ name: 'data', done: inMegabytes(done), total: inMegabytes(total) }], now());
    if (megabytes) (draw ?? note)(`Reading the data, to pin it: ${howFar(megabytes)} (MB)`);
  }

  return { show, end: () => draw?.done() };
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
