import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type RunSpec, RunSpecSchema } from '../domain/spec/run-spec.ts';
import { openStore } from '../storage/open-store.ts';
import { type Programs, startPrograms } from '../test/integration/programs.ts';
import { resetCalls } from '../test/integration/sandbox-calls.ts';
import { type Body, bareLoop, bodiesOf } from './answers/bare-loop.ts';
import { type BodyKind, bodyKinds, specOfBody, writeBodies } from './answers/bodies.ts';
import { askByOthers, otherNames } from './answers/others.ts';
import { cpuMillisecondsOf } from './answers/process-figures.ts';
import { bodiesSeen, rateOf } from './answers/rate.ts';
import { type Measured, tableOf } from './answers/table.ts';
import { runTempera } from './answers/tempera.ts';

/** Prints the rate of answers through Temporal, every one on disk, and what they take, beside a bare loop over the same bodies. */

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    rows: { type: 'string', default: '1000' },
    bodies: { type: 'string', default: bodyKinds.join(',') },
    /** Milliseconds after which the echo model answers. */
    delays: { type: 'string', default: '0,200' },
    'in-flight': { type: 'string', default: '32,128' },
    /** Asks by promptfoo and inspect_ai as well, which are installed apart. */
    others: { type: 'boolean', default: false },
    /** Keeps the folder, with its logs and, when NODE_OPTIONS asks for them, profiles. */
    keep: { type: 'boolean', default: false },
  },
});
const rows = Number(values.rows);
const numbers = (list: string) => list.split(',').map(Number);
const say = (line: string) => console.error(line);

const directory = await mkdtemp(path.join(tmpdir(), 'tempera-bench-'));
await writeBodies(path.join(directory, 'data'), rows);
const programs = await startPrograms(directory, { TEMPERA_LOG_LEVEL: 'warn' });
try {
  const measured: Measured[] = [];
  for (const kind of values.bodies.split(',') as BodyKind[]) measured.push(...(await measureKind(programs, kind)));
  console.log(values.json ? JSON.stringify(measured, null, 2) : tableOf(measured));
} finally {
  await programs.stop();
  if (values.keep) say(`Kept: ${directory}`);
  else await rm(directory, { recursive: true });
}

function specOf(kind: BodyKind, model: string, concurrency: number): RunSpec {
  return RunSpecSchema.parse({
    name: 'answers',
    ...specOfBody[kind],
    candidates: { echo: { model } },
    limits: { concurrency, reuseAnswers: false },
  }) as RunSpec;
}

/** Both sides run once before anything counts; the first run of a model asks one small question besides. */
async function measureKind(programs: Programs, kind: BodyKind): Promise<Measured[]> {
  const measured: Measured[] = [];
  for (const delay of numbers(values.delays)) {
    const bodies = await warmUp(programs, kind, `echo-${delay}`);
    for (const inFlight of numbers(values['in-flight'])) {
      measured.push(await measureCell(programs, kind, bodies, delay, inFlight));
    }
  }
  return measured;
}

/** Gives the bodies that a first run has sent, once a bare loop has sent the very same. */
async function warmUp(programs: Programs, kind: BodyKind, model: string): Promise<Body[]> {
  const { sandboxUrl } = programs;
  const spec = specOf(kind, model, 32);
  const runId = `${kind}-${model}-warm-up`;
  await resetCalls(sandboxUrl);
  await runTempera(programs, spec, runId);
  const bodies = await bodiesOf(openStore(path.join(directory, 'store')), runId, spec, model);
  const sent = await bodiesSeen(sandboxUrl, model);
  await resetCalls(sandboxUrl);
  await bareLoop(`${sandboxUrl}/v1`, bodies, 32);
  const seen = await bodiesSeen(sandboxUrl, model);
  const same = seen.every((hash) => sent.includes(hash)) && sent.length <= seen.length + 1;
  if (!same) throw new Error('the bare loop and the run sent different bodies');
  return bodies;
}

async function measureCell(
  programs: Programs,
  kind: BodyKind,
  bodies: readonly Body[],
  delay: number,
  inFlight: number,
): Promise<Measured> {
  const model = `echo-${delay}`;
  const kB = Math.round(Buffer.byteLength(JSON.stringify(bodies[0])) / 1000);
  const cell: Measured = { body: kind, kB, delay, inFlight, rounds: [], others: {} };
  const place = { url: `${programs.sandboxUrl}/v1`, model, inFlight, directory };
  const rate = <T>(work: () => Promise<T>) => rateOf(programs.sandboxUrl, { model, calls: rows }, work);
  for (let round = 1; round <= Number(values.rounds); round++) {
    const before = cpuMillisecondsOf(process.pid);
    const bare = await rate(() => bareLoop(place.url, bodies, inFlight));
    const cpu = (cpuMillisecondsOf(process.pid) - before) / rows;
    const runId = `${kind}-${delay}-${inFlight}-${round}`;
    const ours = await rate(() => runTempera(programs, specOf(kind, model, inFlight), runId));
    const { askingCpu, wholeCpu, peak } = ours.result;
    cell.rounds.push({
      bare: { rate: bare.rate, cpu },
      ours: { rate: ours.rate, cpu: askingCpu / rows, wholeCpu: wholeCpu / rows, peak },
    });
    for (const name of values.others ? otherNames : []) {
      const other = await rate(() => askByOthers(name, bodies, place));
      cell.others[name] = [...(cell.others[name] ?? []), { rate: other.rate, cpu: other.result / rows }];
    }
    say(`${runId}: ${bare.rate.toFixed(1)}/s bare, ${ours.rate.toFixed(1)}/s ours`);
  }
  return cell;
}
