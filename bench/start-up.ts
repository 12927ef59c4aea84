import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { medianOf } from './answers/table.ts';
import { workerToFirstTask } from './start-up/worker.ts';

// How long `tempera --help` takes, beside the same chain of Nodes with an empty program, in turns; how long a worker takes
// to its first task; and, with --demo, the demo.
const most = 2;
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    workers: { type: 'string', default: '3' },
    demo: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});

const setup = (file: string) => fileURLToPath(new URL(`../setup/${file}`, import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'tempera-start-up-'));
const [empty, chain] = [path.join(folder, 'empty.ts'), path.join(folder, 'chain.mjs')];
writeFileSync(empty, '');
writeFileSync(
  chain,
  `import { endAs, runNode } from ${JSON.stringify(setup('launch.mjs'))};
import { ensurePackages } from ${JSON.stringify(setup('packages.mjs'))};
await endAs(async () => {
  await ensurePackages();
  return await runNode([${JSON.stringify(empty)}]);
});
`,
);

const milliseconds = { help: [] as number[], empty: [] as number[] };
for (let round = 0; round < Number(values.rounds); round++) {
  milliseconds.help.push(timeOf(setup('tempera.mjs'), '--help'));
  milliseconds.empty.push(timeOf(chain));
}
rmSync(folder, { recursive: true });

const worker = medianOf(await workerToFirstTask(Number(values.workers)));
const demo = values.demo ? timeOf(setup('tempera.mjs'), 'demo') : undefined;
const medians = { help: medianOf(milliseconds.help), empty: medianOf(milliseconds.empty) };
const ratio = medians.help / medians.empty;
console.log(
  values.json
    ? JSON.stringify({ medians, ratio, most, worker, demo })
    : `tempera --help ${Math.round(medians.help)} ms, an empty program ${Math.round(medians.empty)} ms: ${ratio.toFixed(2)} times; at most ${most}
` +
        `a worker's first task after ${(worker / 1000).toFixed(2)} s; at most 3 s` +
        (demo === undefined ? '' : `\nthe demo ${(demo / 1000).toFixed(1)} s; at most 30 s`),
);
if (ratio > most) process.exitCode = 1;

function timeOf(...args: string[]): number {
  const begun = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return performance.now() - begun;
}
