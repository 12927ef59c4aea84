import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { withClient } from '../client/commands/open-client.ts';
import type { RunResult } from '../domain/run/run.ts';
import { type RunSpec, RunSpecSchema } from '../domain/spec/run-spec.ts';
import { openStore } from '../storage/open-store.ts';
import { type Programs, startPrograms } from '../test/integration/programs.ts';
import { callsOf, resetCalls } from '../test/integration/sandbox-calls.ts';
import { bareLoop, bodiesOf } from './answers/bare-loop.ts';
import { writeBenchData } from './answers/data.ts';
import { cpuMillisecondsOf, memoryOf } from './answers/process-figures.ts';

/** Prints the rate of answers through Temporal, every one on disk, beside that of a bare loop over the same bodies. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    images: { type: 'string', default: '200' },
    'in-flight': { type: 'string', default: '32' },
    model: { type: 'string', default: 'echo-200' },
    /** Keeps the folder, with its logs and, when NODE_OPTIONS asks for them, profiles. */
    keep: { type: 'boolean', default: false },
  },
});
const [rounds, images, inFlight] = [Number(values.rounds), Number(values.images), Number(values['in-flight'])];
const say = (line: string) => values.json || console.log(line);

const directory = await mkdtemp(path.join(tmpdir(), 'tempera-bench-'));
await writeBenchData(path.join(directory, 'data'), images);
const spec = RunSpecSchema.parse({
  name: 'answers',
  data: { source: { train: 'train.parquet', test: 'test.parquet' } },
  prompt: {
    system: 'Look at the cover and answer the question. Give the conclusion only.',
    examples: [0, 31, 62, 93, 124, 145].map((row) => ({ row, reasoning: 'It is printed on the cover.' })),
    // Rendered covers are about 50 kB then, and real ones about that at 50.
    image: { format: 'jpeg', quality: 91 },
  },
  candidates: { echo: { model: values.model } },
  limits: { concurrency: inFlight, reuseAnswers: false },
}) as RunSpec;

const programs = await startPrograms(directory, { TEMPERA_LOG_LEVEL: 'warn' });
try {
  const result = await measure(programs);
  if (values.json) console.log(JSON.stringify(result, null, 2));
} finally {
  await programs.stop();
  if (values.keep) say(`Kept: ${directory}`);
  else await rm(directory, { recursive: true });
}

async function measure({ env, sandboxUrl, pidOf }: Programs) {
  const idle = memoryOf(pidOf('worker'));
  // Both sides run once before anything counts; the first run also says what the bodies are.
  const bodies = await runOurs(env, 'warm-up').then(() =>
    bodiesOf(openStore(path.join(directory, 'store')), 'warm-up', spec, values.model),
  );
  const sent = await requestsSeen(sandboxUrl);
  await resetCalls(sandboxUrl);
  await bareLoop(`${sandboxUrl}/v1`, bodies, inFlight);
  const seen = await requestsSeen(sandboxUrl);
  // The first run has asked one small question besides, before it paid for others.
  const same = seen.every((hash) => sent.includes(hash)) && sent.length <= seen.length + 1;
  if (!same) throw new Error('the bare loop and the run sent different bodies');
  const kB = Math.round(Buffer.byteLength(JSON.stringify(bodies[0])) / 1000);
  say(
    `${bodies.length} rows, about ${kB} kB each, ${inFlight} in flight, ${values.model}; both sides sent the same bodies`,
  );

  const measured: { bare: Rate; ours: Rate; ratio: number }[] = [];
  for (let round = 1; round <= rounds; round++) {
    const bare = await rateOf(sandboxUrl, process.pid, () => bareLoop(`${sandboxUrl}/v1`, bodies, inFlight));
    const ours = await rateOf(sandboxUrl, pidOf('worker'), () => runOurs(env, `round-${round}`));
    const ratio = ours.callsPerSecond / bare.callsPerSecond;
    measured.push({ bare, ours, ratio });
    say(`round ${round}: bare loop ${spell(bare)}, Tempera ${spell(ours)}, ratio ${ratio.toFixed(3)}`);
  }
  const ratios = measured.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const [least = 0, median = 0] = [ratios[0], ratios[Math.floor(ratios.length / 2)]];
  const worker = { idle, end: memoryOf(pidOf('worker')) };
  say(`ratio: min ${least.toFixed(3)}, median ${median.toFixed(3)} (demanded: 0.85)`);
  say(`worker: ${idle.now} MB idle, ${worker.end.peak} MB at its peak`);
  return { rows: bodies.length, inFlight, model: values.model, measured, least, median, worker };
}

async function runOurs(env: NodeJS.ProcessEnv, runId: string): Promise<void> {
  await withClient(env, async ({ tempera, client }) => {
    await tempera.startRun(spec, { runId });
    const { outcome }: RunResult = await client.workflow.getHandle(runId).result();
    if (outcome !== 'done') throw new Error(`run ${runId} ended ${outcome}`);
  });
}

interface Rate {
  /** From the first to the last call that the echo model answered. */
  callsPerSecond: number;
  /** Processor time of the asking process, the whole run included. */
  cpuMillisecondsPerCall: number;
}

function spell({ callsPerSecond, cpuMillisecondsPerCall }: Rate): string {
  return `${callsPerSecond.toFixed(1)}/s (${cpuMillisecondsPerCall.toFixed(1)} ms CPU a call)`;
}

async function rateOf(sandboxUrl: string, asker: number, work: () => Promise<void>): Promise<Rate> {
  await resetCalls(sandboxUrl);
  const cpuBefore = cpuMillisecondsOf(asker);
  await work();
  const cpu = cpuMillisecondsOf(asker) - cpuBefore;
  const [calls] = await callsOf(sandboxUrl, 'POST /chat/completions', values.model);
  if (!calls?.answered || calls.served !== images * 5) {
    throw new Error(`expected ${images * 5} answers, the echo model gave ${calls?.served ?? 0}`);
  }
  const { first, last } = calls.answered;
  return { callsPerSecond: ((calls.served - 1) * 1000) / (last - first), cpuMillisecondsPerCall: cpu / calls.served };
}

async function requestsSeen(sandboxUrl: string): Promise<string[]> {
  const [calls] = await callsOf(sandboxUrl, 'POST /chat/completions', values.model);
  return (calls?.requests ?? []).map(({ sha256 }) => sha256).sort();
}
