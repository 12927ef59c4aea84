import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';

/** What one side of the bench took, and what it wrote. */
export interface Measured {
  rows: number;
  seconds: number;
  peakMegabytes: number;
  /** Of the three files one after the other. */
  sha256: string;
}

/** The files that both sides write. */
export const files = ['train.jsonl', 'validation.jsonl', 'test.jsonl'] as const;

/** Times a preparation in this process and prints what it took; the argument is where the files go. */
export async function printMeasured(out: string, prepare: () => Promise<{ rows: number }>): Promise<void> {
  const begun = performance.now();
  const { rows } = await prepare();
  const seconds = (performance.now() - begun) / 1000;
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1000);
  const measured: Measured = { rows, seconds, peakMegabytes, sha256: await hashOf(out) };
  console.log(JSON.stringify(measured));
}

async function hashOf(out: string): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) for await (const chunk of createReadStream(path.join(out, file))) hash.update(chunk);
  return hash.digest('hex');
}
