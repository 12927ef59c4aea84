import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Client } from '@temporalio/client';
import { listRuns } from '../../../client/looking/list-runs.ts';
import { publishJson } from '../../../runs/json.ts';
import { keys } from '../../../runs/keys.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import { findRunRecord, publishRunRecord, type RunRecord } from '../../../runs/record.ts';
import { recordShutdown } from '../../../runs/shutdowns.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { reportOf } from '../../fakes/reports.ts';
import { sampleOf, specOf } from '../../fakes/samples.ts';
import { storeAnsweredRun } from '../../fakes/stored-run.ts';

let folder: string;
let store: ArtifactStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-list-'));
  store = openRuns(folder);
});
afterEach(() => rm(folder, { recursive: true }));

describe('listRuns', () => {
  it('names a run that cannot be read beside those that can', async () => {
    for (const runId of ['run-1', 'run-2', 'run-3']) {
      await storeAnsweredRun(store, { runId, spec: specOf(), samples: [sampleOf(0)], answers: {} });
    }
    await writeFile(path.join(folder, 'runs/run-2/run.json'), '{"half');
    await rm(path.join(folder, 'runs/run-3/spec.json'));
    const runs = Object.fromEntries((await listRuns(store)).map((run) => [run.runId, run]));
    expect(runs).toMatchObject({
      'run-1': { state: 'unknown', name: specOf().name },
      'run-2': { state: 'unreadable', problem: expect.stringContaining('runs/run-2/run.json is corrupted') },
      'run-3': { state: 'unreadable', problem: expect.stringContaining('runs/run-3/spec.json is missing') },
    });
  });

  it('tells when the first of a run’s models stops, as its provider said last', async () => {
    await storeAnsweredRun(store, { runId: 'run-1', spec: specOf(), samples: [sampleOf(0)], answers: {} });
    const old = { provider: 'openai', model: 'gpt-4o' };
    for (const date of ['2027-01-01', '2027-01-14']) await recordShutdown(store, 'run-1', { ...old, date });
    await recordShutdown(store, 'run-1', { provider: 'openai', model: 'gpt-6-luna', date: '2028-01-01' });
    expect(await listRuns(store)).toMatchObject([{ runId: 'run-1', modelStops: '2027-01-14' }]);
  });

  it('lists more runs than may be open at once', async () => {
    for (let n = 0; n < 40; n++) {
      await storeAnsweredRun(store, { runId: `run-${n}`, spec: specOf(), samples: [sampleOf(0)], answers: {} });
    }
    expect((await listRuns(store)).map(({ state }) => state)).toEqual(Array(40).fill('unknown'));
  });

  it('tells of a retry under way how it is, and not how the report before it was', async () => {
    await storeAnsweredRun(store, { runId: 'run-1', spec: specOf(), samples: [sampleOf(0)], answers: {} });
    await publishJson(store, keys.report('run-1', 1, 'report.json'), reportOf());
    const ended = { state: 'done', verdict: expect.any(String) };
    expect(await listRuns(store, serverThatSays('RUNNING'))).toMatchObject([ended]);

    const record = (await findRunRecord(store, 'run-1')) as RunRecord;
    await publishRunRecord(store, { ...record, input: { ...record.input, revision: 2 } });
    for (const [said, state] of [
      ['RUNNING', 'running'],
      ['CANCELLED', 'cancelled'],
      ['FAILED', 'failed'],
    ] as const) {
      const [run] = await listRuns(store, serverThatSays(said));
      expect(run).toMatchObject({ state });
      expect(run).not.toHaveProperty('verdict');
    }
    expect(await listRuns(store)).toMatchObject([ended]);
  });
});

function serverThatSays(name: string): Client {
  const handle = { describe: async () => ({ status: { name } }) };
  return { workflow: { getHandle: () => handle } } as unknown as Client;
}
