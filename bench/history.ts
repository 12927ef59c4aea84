import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Client } from '@temporalio/client';
import { withClient } from '../client/commands/open-client.ts';
import type { RunResult } from '../domain/run/run.ts';
import { type RunSpec, RunSpecSchema } from '../domain/spec/run-spec.ts';
import { fakeRows, writeParquet } from '../test/fakes/parquet.ts';
import { startPrograms } from '../test/integration/programs.ts';
import { childIdOf } from '../workflows/contract.ts';

/** Prints what a run of many samples leaves in Temporal's history: events, bytes, and the biggest payload. */

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, samples: { type: 'string', default: '10000' } },
});
const samples = Number(values.samples);
const runId = 'history';
const candidates = ['one', 'two'];
const spec = RunSpecSchema.parse({
  name: 'history',
  data: { source: { test: 'test.parquet' } },
  prompt: { system: 'Answer with the conclusion only.' },
  candidates: { one: { model: 'echo-0' }, two: { model: 'echo-1' } },
  verdict: { compare: 'two', against: 'one' },
}) as RunSpec;

interface Figures {
  workflow: string;
  events: number;
  /** As the server counts them. */
  historyBytes: number;
  biggestPayloadBytes: number;
}

const directory = await mkdtemp(path.join(tmpdir(), 'tempera-bench-'));
// Two questions an image.
await writeParquet(path.join(directory, 'data', 'test.parquet'), await fakeRows(Math.ceil(samples / 2)));
const programs = await startPrograms(directory, { TEMPERA_LOG_LEVEL: 'warn' });
try {
  const figures = await withClient(programs.env, async ({ tempera, client }) => {
    await tempera.startRun(spec, { runId });
    const { outcome }: RunResult = await client.workflow.getHandle(runId).result();
    if (outcome !== 'done') throw new Error(`the run ended ${outcome}`);
    const ids = [runId, ...candidates.map((name) => childIdOf.candidate(runId, name))];
    return Promise.all(ids.map((id) => figuresOf(client, id)));
  });
  if (values.json) console.log(JSON.stringify({ samples, figures }, null, 2));
  else console.log(`${samples} samples, ${candidates.length} candidates\n${figures.map(spell).join('\n')}`);
} finally {
  await programs.stop();
  await rm(directory, { recursive: true });
}

/** Of a workflow's last execution; at this size there is only one. */
async function figuresOf(client: Client, workflow: string): Promise<Figures> {
  const handle = client.workflow.getHandle(workflow);
  const { historyLength, historySize = 0 } = await handle.describe();
  let biggestPayloadBytes = 0;
  JSON.stringify(await handle.fetchHistory(), (key, value) => {
    // Payloads come as base64.
    if (key === 'data' && typeof value === 'string')
      biggestPayloadBytes = Math.max(biggestPayloadBytes, Buffer.byteLength(value, 'base64'));
    return value;
  });
  return { workflow, events: historyLength, historyBytes: historySize, biggestPayloadBytes };
}

function spell({ workflow, events, historyBytes, biggestPayloadBytes }: Figures): string {
  return `${workflow}: ${events} events, ${historyBytes} bytes, biggest payload ${biggestPayloadBytes} bytes`;
}
