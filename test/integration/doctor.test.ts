import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import type { RunningChild } from '../../client/local/processes.ts';
import { startWorker } from '../../client/local/programs.ts';
import { runProgram } from '../../client/program/program.ts';
import type { Finding } from '../../domain/health/finding.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { type HttpProvider, type Reply, startHttpProvider } from '../fakes/http-provider.ts';

const address = process.env['TEMPERA_TEST_SERVER'] ?? '';

let folder: string;
let connection: Connection;
let provider: HttpProvider;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-doctor-'));
  connection = await Connection.connect({ address });
  provider = await startHttpProvider();
  const replies: Record<string, Reply> = {
    '/v1/models/known': { body: { id: 'known' } },
    '/v1/models': { body: { data: [{ id: 'known' }] } },
  };
  provider.answer = ({ path: asked }) => replies[asked.replace(/\?.*/, '')] ?? { status: 404 };
});
afterAll(async () => {
  await provider.close();
  await connection.close();
  await rm(folder, { recursive: true });
});

const workers: RunningChild<string>[] = [];
afterEach(() => Promise.all(workers.splice(0).map(({ stop }) => stop())));

let places = 0;
/** A namespace and a store that nobody has used. */
async function newPlace(): Promise<NodeJS.ProcessEnv> {
  const namespace = `doctor-${process.pid}-${Date.now()}-${++places}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  return {
    PATH: process.env['PATH'],
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    TEMPERA_STORE: path.join(folder, namespace, 'store'),
    TEMPERA_DATA: folder,
    TEMPERA_SANDBOX_URL: provider.url,
    TEMPERA_SANDBOX_KEY: 'local',
  };
}

async function work(env: NodeJS.ProcessEnv): Promise<void> {
  const log = path.join(folder, `worker-${places}-${workers.length}.log`);
  workers.push(await startWorker({ env, log, abort: new AbortController().signal }));
}

/** What the command finds, by what it is about. */
async function doctor(env: NodeJS.ProcessEnv, ...args: string[]) {
  const terminal = recordingTerminal();
  const code = await runProgram(['doctor', '--json', ...args], terminal, env);
  const { findings } = JSON.parse(terminal.results) as { findings: Finding[] };
  const of = (what: string) => findings.filter((finding) => finding.what.startsWith(what));
  return { code, findings, of, toMend: findings.filter(({ state }) => state === 'mend').map(({ what }) => what) };
}

describe('tempera doctor', () => {
  it('names what a new place lacks, makes what may be made, and then finds all in order', async () => {
    const env = await newPlace();
    const first = await doctor(env);
    expect([first.code, first.toMend]).toEqual([3, ['search attributes', 'worker', 'store']]);
    const fixed = await doctor(env, '--fix');
    expect([fixed.code, fixed.toMend]).toEqual([3, ['worker']]);
    await work(env);
    const last = await doctor(env);
    expect([last.code, last.toMend]).toEqual([0, []]);
    const [worker] = last.of('worker');
    expect(worker?.says).toMatch(/^\d+@\S+, version \d+\.\d+\.\d+\+[0-9a-f]{8}$/);
    expect(last.of('provider sandbox')).toEqual([expect.objectContaining({ state: 'ok' })]);
    // What nobody has asked for is no fault.
    expect(last.of('provider openai')).toEqual([
      expect.objectContaining({ state: 'unknown', says: expect.stringContaining('OPENAI_API_KEY') }),
    ]);
    expect(last.of('clock')).toHaveLength(2);
  });

  it('has ended the workflow by which it looks at the clock', async () => {
    const env = await newPlace();
    await doctor(env);
    const client = new Client({ connection, namespace: env['TEMPORAL_NAMESPACE'] ?? '' });
    const left = await Array.fromAsync(client.workflow.list());
    expect(left.map(({ status }) => status.name)).not.toContain('RUNNING');
  });

  it('names an attribute of a wrong type, and lets it be', async () => {
    const env = await newPlace();
    await connection.operatorService.addSearchAttributes({
      namespace: env['TEMPORAL_NAMESPACE'] ?? '',
      searchAttributes: { TemperaStage: 1 },
    });
    const { toMend, of } = await doctor(env, '--fix');
    expect(toMend).toContain('search attributes');
    expect(of('search attributes')[0]?.says).toMatch(/^TemperaStage is of type TEXT, not KEYWORD/);
    expect(of('search attributes')[0]?.says).not.toContain('not registered');
  });

  it('finds a worker with another store, and both ids', async () => {
    const env = await newPlace();
    const other = path.join(folder, `other-${places}`);
    await doctor(env, '--fix');
    await work({ ...env, TEMPERA_STORE: other });
    const { code, of } = await doctor(env);
    expect(code).toBe(3);
    expect(of('worker')[0]).toMatchObject({
      state: 'mend',
      says: expect.stringContaining(`artifact store ${await openRuns(other).id()}, this client`),
    });
  });

  it('looks at the providers and models of a spec as the worker does, and pays nothing', async () => {
    const env = await newPlace();
    await doctor(env, '--fix');
    await work(env);
    const spec = path.join(folder, 'spec.json');
    const candidates = {
      base: { model: 'known' },
      other: { model: 'unheard-of' },
      theirs: { model: 'gpt', provider: 'openai' },
    };
    const data = { source: { train: 'a.csv', test: 'b.csv' } };
    const notify = { webhook: 'TEMPERA_WEBHOOK' };
    const written = { name: 'looked-at', data, prompt: { system: 'Answer.' }, candidates, notify };
    await writeFile(spec, JSON.stringify(written));
    const { code, of } = await doctor(env, spec);
    expect(code).toBe(3);
    expect(of('provider')).toEqual([
      expect.objectContaining({
        what: 'provider sandbox',
        state: 'mend',
        says: expect.stringContaining('does not list unheard-of'),
      }),
      expect.objectContaining({
        what: 'provider openai',
        state: 'mend',
        says: expect.stringContaining('OPENAI_API_KEY'),
      }),
    ]);
    expect(of('webhook')[0]).toMatchObject({
      state: 'mend',
      says: expect.stringMatching(/TEMPERA_WEBHOOK is not set/),
    });
    expect(of('data files')[0]).toMatchObject({ state: 'mend', says: expect.stringContaining('no file "a.csv"') });
    expect(provider.received.filter(({ path: asked }) => asked.includes('chat'))).toEqual([]);
  });

  it('leaves the providers of a spec to a worker that is there', async () => {
    const env = await newPlace();
    const spec = path.join(folder, 'alone.json');
    const data = { source: { train: 'a.csv', test: 'b.csv' } };
    const candidates = { base: { model: 'known' } };
    await writeFile(spec, JSON.stringify({ name: 'alone', data, prompt: { system: 'Answer.' }, candidates }));
    expect((await doctor(env, '--fix', spec)).of('provider')).toEqual([
      { what: 'providers', state: 'unknown', says: expect.stringContaining('by a worker') },
    ]);
  });

  it('says within seconds that no server is there', async () => {
    const begin = performance.now();
    const { code, findings, of } = await doctor({
      TEMPORAL_ADDRESS: '127.0.0.1:1',
      TEMPERA_DATA: folder,
      TEMPERA_STORE: folder,
    });
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(code).toBe(3);
    expect(of('server')[0]?.says).toMatch(/No Temporal server answers at 127\.0\.0\.1:1.*tempera up/s);
    expect(findings.find(({ what }) => what === 'data folder')).toMatchObject({ state: 'ok' });
  });

  it('names a namespace that is not there', async () => {
    const { toMend, of } = await doctor({ ...(await newPlace()), TEMPORAL_NAMESPACE: 'nowhere' });
    expect(toMend).toContain('namespace');
    expect(of('namespace')[0]?.says).toMatch(/nowhere.*TEMPORAL_NAMESPACE/);
  });
});
