import type { ChildProcessByStdio } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A child whose output we read. */
export type ReadChild = ChildProcessByStdio<null, Readable, Readable>;

/** What a child writes: all of it goes to a file, and the last lines are kept to explain its end. */
export interface ChildOutput {
  /** The first line of its standard output. */
  firstLine: Promise<string>;
  lastLines: readonly string[];
}

const kept = 8;

/** Reads a child's output to its end, so that it never waits for a reader. */
export function readOutput(child: ReadChild, log: string): ChildOutput {
  mkdirSync(path.dirname(log), { recursive: true });
  const file = openSync(log, 'w');
  const lastLines: string[] = [];
  const keep = (line: string) => {
    writeSync(file, `${line}\n`);
    lastLines.push(line);
    if (lastLines.length > kept) lastLines.shift();
  };
  const results = createInterface({ input: child.stdout }).on('line', keep);
  createInterface({ input: child.stderr }).on('line', keep);
  child.once('close', () => closeSync(file));
  return { firstLine: new Promise((resolve) => results.once('line', resolve)), lastLines };
}
