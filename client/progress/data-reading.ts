import type { BytesRead } from '../../sources/source.ts';
import { printable } from '../program/printable.ts';
import type { Terminal } from '../program/terminal.ts';
import { createPace } from './pace.ts';
import { createRedraw } from './redraw.ts';
import { howFar } from './words.ts';

const firstAfter = 1000;
const between = { drawn: 200, told: 10_000 };

/** Shows how much of large data has been read: drawn anew on a terminal, a line each 10 s elsewhere. */
export function createDataReading({ note, screen }: Terminal, now: () => number = Date.now) {
  const picture = screen && createRedraw(screen);
  const pace = createPace();
  let nextAt = now() + firstAfter;

  function show({ done, total, doing, waiting }: BytesRead): void {
    if (now() < nextAt || (inMegabytes(total) === 0 && !waiting)) return;
    nextAt = now() + (picture ? between.drawn : between.told);
    const [megabytes] = pace([{ name: 'data', done: inMegabytes(done), total: inMegabytes(total) }], now());
    if (!megabytes) return;
    const what = doing === 'downloading' ? 'Downloading the data' : 'Reading the data, to pin it';
    const wait = waiting ? `, waiting: ${printable(waiting.reason)}` : '';
    const far = total === 0 ? '' : `: ${howFar(megabytes)} (MB)`;
    const words = `${what}${far}${wait}`;
    if (picture) picture.draw([words]);
    else note(words);
  }

  return { show, end: () => picture?.end() };
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / 1e6);
}
