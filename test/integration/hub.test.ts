import { randomBytes } from 'node:crypto';
import { glob, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { runProgram } from '../../client/program/program.ts';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import { type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { commitOf, writeLargeSet } from '../fakes/hub/covers.ts';
import { shaOf } from '../fakes/hub/data-set.ts';
import { type FakeHub, rightToken, startFakeHub } from '../fakes/hub/fake-hub.ts';
import { fakeRows, writeParquet } from '../fakes/parquet.ts';
import { lastStatus } from './last-status.ts';
import { type Programs, startPrograms } from './programs.ts';

const settings = { heartbeatTimeout: 2000, retryInterval: 50 };
const set = 'some/covers';

let directory: string;
let hub: FakeHub;
let programs: Programs;
let connection: Connection;
let tempera: TemperaClient;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-hub-runs-'));
  hub = await startFakeHub({});
  programs = await startPrograms(directory, {
    HF_ENDPOINT: hub.url,
    HF_TOKEN: rightToken,
    TEMPERA_CACHE: path.join(directory, 'cache'),
    OPENAI_API_KEY: 'local',
  });
  connection = await Connection.connect({ address: programs.env['TEMPORAL_ADDRESS'] ?? '' });
  // Without a data folder nothing is pinned here: the worker does all of it.
  tempera = createTemperaClient({
    temporal: new Client({ connection }),
    store: openRuns(path.join(directory, 'store')),
  });
});
afterAll(async () => {
  await connection.close();
  await programs.stop();
  await hub.close();
  await rm(directory, { recursive: true });
});

/** A private data set of some megabytes. */
async function publish(seed: number): Promise<void> {
  const folder = path.join(directory, `set-${seed}`);
  const rows = (await fakeRows(8, seed)).map((row) => ({ ...row, ballast: randomBytes(300_000).toString('base64') }));
  await writeParquet(path.join(folder, 'test.parquet'), rows);
  hub.sets[set] = { revisions: { main: await commitOf(folder) }, private: true };
}

const spec = RunSpecSchema.parse({
  name: 'hub',
  data: { source: { kind: 'hub', name: set, test: 'test' } },
  candidates: { old: { model: 'echo-1' } },
  limits: { reuseAnswers: false },
}) as RunSpec;

async function begin(): Promise<string> {
  hub.seen.length = 0;
  // So that a heartbeat tells of it before it is done.
  hub.inflict('cdn', { pace: 4000 });
  const { runId } = await tempera.startRun(spec, { settings });
  for (;;) {
    const { work, state } = await tempera.describeRun(runId);
    const [download] = work.filter(({ name }) => name === 'MB of data');
    if (download && download.done > 0) return runId;
    if (state !== 'running') throw new Error(`no download was seen of a run that is ${state}`);
    await sleep(50);
  }
}

const ranges = () => hub.seen.filter(({ place }) => place === 'cdn').map(({ range }) => range);

describe('a run on data of a hub', () => {
  it('goes on with its download when its worker is killed in the middle, and keeps its token to itself', async () => {
    await publish(1);
    const runId = await begin();
    await programs.kill('worker');
    await programs.start('worker');
    expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'done' });
    expect(ranges()).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    const [source] = (await tempera.readReport(runId))?.report.provenance.dataset.sources ?? [];
    expect(source?.path).toMatch(/^some\/covers@[0-9a-f]{40}\/data\/test-00000-of-00001\.parquet$/);
    expect(await filesThatHold(rightToken)).toEqual([]);

    await rm(path.join(directory, 'cache'), { recursive: true });
    const asked = hub.seen.length;
    await tempera.retryRun(runId, 'answer');
    expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'done' });
    expect(hub.seen).toHaveLength(asked);
  });

  it('goes on with its download after its worker was told to stop, which it does at once', async () => {
    await publish(4);
    const runId = await begin();
    process.kill(programs.pidOf('worker'), 'SIGTERM');
    expect(await programs.ended('worker')).toMatch(/0/);
    expect(hub.seen.some(({ range }) => range !== undefined)).toBe(false);
    await programs.start('worker');
    expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'done' });
    expect(ranges()).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
  });

  it('ends at once when it is cancelled in the middle, and the next one goes on', async () => {
    await publish(2);
    const runId = await begin();
    await tempera.cancelRun(runId);
    expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'cancelled' });
    expect(hub.seen.some(({ range }) => range !== undefined)).toBe(false);
    await tempera.startRun(spec, { settings, runId: 'hub-next' });
    expect(await lastStatus(tempera, 'hub-next')).toMatchObject({ state: 'done' });
    expect(ranges()[1]).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('keeps to the commit that its client has pinned, on another machine and after the branch has moved on', async () => {
    await publish(5);
    const { main = {} } = hub.sets[set]?.revisions ?? {};
    await programs.kill('worker');
    const here = { temporal: new Client({ connection }), store: openRuns(path.join(directory, 'store')) };
    const client = createTemperaClient({ ...here, dataDirectory: directory });
    const { runId, dataPinned } = await withEnvironment(() => client.startRun(spec, { settings }));
    expect(dataPinned).toBe(true);
    await rm(path.join(directory, 'cache'), { recursive: true });
    await publish(6);
    Object.assign(hub.sets[set]?.revisions ?? {}, { before: main });
    await programs.start('worker');
    expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'done' });
    const { sources } = (await tempera.readReport(runId))?.report.provenance.dataset ?? {};
    expect(sources?.[0]?.path).toContain(`@${shaOf(main)}/`);
  });

  it('is blocked while its hub is down, says why, and goes on when it is told to', async () => {
    await publish(3);
    hub.inflict('api', { status: 429, headers: { 'retry-after': '3600' } });
    const { runId } = await tempera.startRun(spec, { settings });
    const blocked = await lastStatus(tempera, runId);
    expect(blocked).toMatchObject({
      state: 'blocked',
      blocked: expect.stringMatching(/answers HTTP 429\. It asks for a wait of 60 minutes/),
    });
    await tempera.resumeRun(runId);
    expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'done' });
  });

  it('is that of the published example, with no other change than the endpoint', async () => {
    const folder = path.join(directory, 'large');
    await writeLargeSet(folder);
    hub.sets['howard-hou/OCR-VQA'] = { revisions: { main: await commitOf(folder) } };
    const example = path.join(import.meta.dirname, '../../examples/reference/ocr-vqa.yaml');
    const terminal = recordingTerminal();
    // The sandbox stands in for OpenAI.
    programs.env['TEMPERA_OPENAI_URL'] = programs.env['TEMPERA_SANDBOX_URL'];
    await programs.kill('worker');
    await programs.start('worker');
    const code = await withEnvironment(() =>
      runProgram(['start', example, '--limit', '2', '--wait', '--json'], terminal, programs.env),
    );
    expect([code, terminal.results]).toEqual([0, expect.stringContaining('"state": "trial"')]);
    const { runId } = JSON.parse(terminal.results) as { runId: string };
    const { dataset } = (await tempera.readReport(runId))?.report.provenance ?? {};
    expect(dataset?.counts).toMatchObject({ train: { images: 150 }, test: { images: 100 } });
    expect(dataset?.sources[0]?.path).toMatch(/^howard-hou\/OCR-VQA@[0-9a-f]{40}\/data\//);
  });
});

/** Does something with the variables that name hub and cache, as the command line has them. */
async function withEnvironment<T>(work: () => Promise<T>): Promise<T> {
  const names = ['HF_ENDPOINT', 'HF_TOKEN', 'TEMPERA_CACHE'];
  const before = names.map((name) => [name, process.env[name]] as const);
  try {
    for (const name of names) process.env[name] = programs.env[name];
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** Files of store and logs that hold a text, and histories of runs. */
async function filesThatHold(text: string): Promise<string[]> {
  const found: string[] = [];
  for await (const name of glob('{store,logs,cache}/**', { cwd: directory })) {
    const file = path.join(directory, name);
    if ((await stat(file)).isFile() && (await readFile(file)).includes(text)) found.push(name);
  }
  return found;
}
