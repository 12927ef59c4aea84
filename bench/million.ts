import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { memoryFlags } from '../client/local/programs.ts';
import type { Measured } from './million/measured.ts';

/**
 * Prints how long a million rows of text take to plan and to prepare, beside a bare read by the same library, and the memory,
 * with the V8 flags of our worker. Several numbers of rows (`--rows 5000,50000,500000`) tell whether memory grows with them.
 */

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '2' },
    works: { type: 'string', default: 'plan,prepare,train' },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const folder = values.data ?? (await mkdtemp(path.join(tmpdir(), 'tempera-bench-million-')));
const figures: object[] = [];

try {
  for (const rows of values.rows.split(',')) await measureAll(rows);
  if (values.json) console.log(JSON.stringify(figures, null, 2));
} finally {
  if (values.data === undefined) await rm(folder, { recursive: true });
}

async function measureAll(rows: string): Promise<void> {
  const data = path.join(folder, rows);
  await mkdir(data, { recursive: true });
  await run('data', data, rows);
  for (const kind of ['csv', 'parquet']) {
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      const bare = await measure('bare', data, kind);
      for (const work of values.works.split(',')) show({ rows, kind, work }, bare, await measure(work, data, kind));
    }
  }
}

function show(what: { rows: string; kind: string; work: string }, bare: Measured, own: Measured): void {
  const ratio = own.rowsPerSecond / bare.rowsPerSecond;
  const processorRatio = bare.processorSeconds / own.processorSeconds;
  figures.push({ ...what, bare, own, ratio, processorRatio });
  if (values.json) return;
  const rate = `${own.rowsPerSecond.toFixed(0)} rows/s, ${ratio.toFixed(2)} of a bare read (${bare.rowsPerSecond.toFixed(0)})`;
  const processor = `${own.processorSeconds.toFixed(1)} s of processor time, ${processorRatio.toFixed(2)} (${bare.processorSeconds.toFixed(1)})`;
  const memory = `${own.peakMegabytes} MB at its peak (bare: ${bare.peakMegabytes})`;
  console.log(`${what.rows} rows of ${what.kind}, ${what.work}: ${rate}; ${processor}; ${memory}`);
}

/** Each has a process of its own, so that its peak of memory is its own. */
async function measure(work: string, data: string, kind: string): Promise<Measured> {
  return JSON.parse(await run(work, data, kind)) as Measured;
}

async function run(program: string, ...args: string[]): Promise<string> {
  const file = path.join(import.meta.dirname, 'million', `${program}.ts`);
  return (await promisify(execFile)(process.execPath, [...memoryFlags, file, ...args])).stdout;
}
