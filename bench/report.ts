import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { memoryFlags } from '../client/local/programs.ts';

/** Prints what it takes to measure a run of many samples and two candidates, and to write its report. */

const { values } = parseArgs({
  options: {
    samples: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});

interface Taken {
  measureSeconds: number;
  reportSeconds: number;
  seconds: number;
  processorSeconds: number;
  peakMegabytes: number;
  htmlMegabytes: number;
}

const rounds: Taken[] = [];
for (let round = 1; round <= Number(values.rounds); round++) {
  const taken = await measure();
  rounds.push(taken);
  if (!values.json) console.log(`round ${round}: ${inWords(taken)}`);
}
if (values.json) console.log(JSON.stringify(rounds, null, 2));
else console.log('demanded of 100000 samples: 20 s, 600 MB');

/** The run is stored by one process and reported by another, so that the peak of memory is the report's own. */
async function measure(): Promise<Taken> {
  const directory = await mkdtemp(path.join(tmpdir(), 'tempera-bench-report-'));
  const input = path.join(directory, 'input.json');
  try {
    await run('run.ts', path.join(directory, 'store'), input, values.samples);
    return JSON.parse(await run('report.ts', path.join(directory, 'store'), input)) as Taken;
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function run(program: string, ...args: string[]): Promise<string> {
  const file = path.join(import.meta.dirname, 'report', program);
  const { stdout } = await promisify(execFile)(process.execPath, [...memoryFlags, file, ...args]);
  return stdout;
}

function inWords({
  measureSeconds,
  reportSeconds,
  seconds,
  processorSeconds,
  peakMegabytes,
  htmlMegabytes,
}: Taken): string {
  const parts = `measuring ${measureSeconds.toFixed(1)}, report ${reportSeconds.toFixed(1)}; ${processorSeconds.toFixed(1)} s of processor time`;
  return `${seconds.toFixed(1)} s (${parts}), ${peakMegabytes} MB at its peak; the page has ${htmlMegabytes.toFixed(1)} MB`;
}
