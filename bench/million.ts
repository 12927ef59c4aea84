import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { Measured } from './million/measured.ts';

/** Prints how long a million rows of text take to plan and to prepare, beside a bare read by the same library, and the memory. */

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '2' },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const works = ['plan', 'prepare', 'train'] as const;
const folder = values.data ?? (await mkdtemp(path.join(tmpdir(), 'tempera-bench-million-')));
const figures: object[] = [];

try {
  await run('data', folder, values.rows);
  for (const kind of ['csv', 'parquet']) {
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      const bare = await measure('bare', kind);
      for (const work of works) show(kind, work, bare, await measure(work, kind));
    }
  }
  if (values.json) console.log(JSON.stringify(figures, null, 2));
} finally {
  if (values.data === undefined) await rm(folder, { recursive: true });
}

function show(kind: string, work: string, bare: Measured, own: Measured): void {
  const ratio = own.rowsPerSecond / bare.rowsPerSecond;
  figures.push({ kind, work, bare, own, ratio });
  if (values.json) return;
  const rate = `${own.rowsPerSecond.toFixed(0)} rows/s, ${ratio.toFixed(2)} of a bare read (${bare.rowsPerSecond.toFixed(0)})`;
  console.log(`${kind}, ${work}: ${rate}; ${own.peakMegabytes} MB at its peak (bare: ${bare.peakMegabytes})`);
}

/** Each has a process of its own, so that its peak of memory is its own. */
async function measure(work: string, kind: string): Promise<Measured> {
  return JSON.parse(await run(work, folder, kind)) as Measured;
}

async function run(program: string, ...args: string[]): Promise<string> {
  const file = path.join(import.meta.dirname, 'million', `${program}.ts`);
  return (await promisify(execFile)(process.execPath, [file, ...args])).stdout;
}
