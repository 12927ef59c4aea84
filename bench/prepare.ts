import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { renderDemoCovers } from '../packages/demo/render.ts';
import type { Measured } from './prepare/measured.ts';
import { hasCovers } from './prepare/spec.ts';

/** Prints the rows a second of a preparation, beside those of a plain loop that writes the same files. */

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const data = path.resolve(hasCovers(values.data) ? values.data : await renderCovers());

const rounds: { sequential: Measured; ours: Measured; ratio: number }[] = [];
for (let round = 1; round <= Number(values.rounds); round++) {
  const [sequential, ours] = [await measure('sequential'), await measure('ours')];
  if (ours.sha256 !== sequential.sha256) throw new Error('the two sides wrote different files');
  rounds.push({ sequential, ours, ratio: rateOf(ours) / rateOf(sequential) });
  if (!values.json) {
    console.log(`round ${round}: plain loop ${inWords(sequential)}; Tempera ${inWords(ours)}`);
  }
}
const ratios = rounds.map(({ ratio }) => ratio).sort((a, b) => a - b);
const [least, median] = [ratios[0] ?? 0, ratios[Math.floor(ratios.length / 2)] ?? 0];
if (values.json) console.log(JSON.stringify({ rounds, least, median }, null, 2));
else console.log(`ratio: min ${least.toFixed(2)}, median ${median.toFixed(2)} (demanded: 3); the files are equal`);

/** Where the real covers are not at hand. */
async function renderCovers(): Promise<string> {
  console.error(`No covers-parquet in ${values.data}: taking the rendered covers (--data DIR names another folder).`);
  const directory = path.join(import.meta.dirname, '../.tempera/bench-data');
  await renderDemoCovers({ directory: path.join(directory, 'covers') });
  return directory;
}

/** Each side has a process of its own, so that its peak of memory is its own. */
async function measure(side: 'sequential' | 'ours'): Promise<Measured> {
  const out = await mkdtemp(path.join(tmpdir(), `tempera-bench-${side}-`));
  try {
    const program = path.join(import.meta.dirname, 'prepare', `${side}.ts`);
    const { stdout } = await promisify(execFile)(process.execPath, [program, data, out]);
    return JSON.parse(stdout) as Measured;
  } finally {
    await rm(out, { recursive: true });
  }
}

function rateOf({ rows, seconds }: Measured): number {
  return rows / seconds;
}

function inWords(side: Measured): string {
  return `${rateOf(side).toFixed(0)} rows/s, ${side.peakMegabytes} MB at its peak`;
}
