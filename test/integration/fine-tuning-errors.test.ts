import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import type { Fault } from '../../packages/sandbox/faults/fault.ts';
import { resumeUpdate } from '../../workflows/contract.ts';
import { type FaultyRuns, faultyRuns, faultySpec, rows, until } from './faulty-runs.ts';
import { type FaultySandbox, startFaultySandbox } from './faulty-sandbox.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
let sandbox: FaultySandbox;
let runs: FaultyRuns;
beforeAll(async () => {
  [harness, sandbox] = await Promise.all([startHarness(), startFaultySandbox()]);
  runs = faultyRuns(harness, sandbox);
});
afterAll(() => Promise.all([harness.close(), sandbox.close()]));
beforeEach(() => sandbox.reset());

// Three covers give fifteen training lines; the job of another test is not to be taken over.
const spec: RunSpecInput = {
  ...faultySpec,
  fineTune: { model: 'gpt-4o-2024-08-06', reuse: 'never' },
  candidates: { tuned: { model: 'tuned' } },
};
const create = { method: 'POST', path: '/fine_tuning/jobs' };
const status = (status: number, code: string) => ({ kind: 'status', status, code }) as Fault;
const jobs = () => sandbox.served('POST /fine_tuning/jobs');

describe('uploading', () => {
  it('adopts the file whose answer was lost', async () => {
    const fresh = { ...spec, data: { ...spec.data, seed: 1 } };
    await sandbox.inflict({ kind: 'lost-response' }, { method: 'POST', path: '/files', times: 1 });
    expect(await runs.endOf(fresh)).toMatchObject({ outcome: 'done' });
    expect(await sandbox.served('POST /files')).toBe(1);
  });
});

describe('creating a job', () => {
  it('is done once though the answer is lost and the list does not show the job yet', async () => {
    await sandbox.inflict({ kind: 'lost-response' }, { ...create, times: 1 });
    await sandbox.inflict({ kind: 'stale-list', ms: 1500 }, { method: 'GET', path: '/fine_tuning/jobs' });
    expect(await runs.endOf(spec, { adoptionWait: 4000 })).toMatchObject({ outcome: 'done' });
    expect(await jobs()).toBe(1);
  });

  it('is done once though no answer to it can be read', async () => {
    await sandbox.inflict({ kind: 'truncated' }, create);
    expect(await runs.endOf(spec)).toMatchObject({ outcome: 'done' });
    expect(await jobs()).toBe(1);
  });

  it('is tried again when the provider was out of order', async () => {
    await sandbox.inflict(status(500, 'server_error'), { ...create, times: 1 });
    expect(await runs.endOf(spec)).toMatchObject({ outcome: 'done' });
    expect(await jobs()).toBe(1);
  });

  it('waits for a person when the quota is spent', async () => {
    await sandbox.inflict(status(429, 'insufficient_quota'), create);
    await runs.withWorker(async () => {
      const handle = await runs.start(spec);
      const { blocked } = await until(handle, (progress) => progress.blocked !== undefined);
      expect(blocked).toContain('insufficient_quota');
      await sandbox.heal();
      await handle.executeUpdate(resumeUpdate);
      expect(await handle.result()).toMatchObject({ outcome: 'done' });
    });
    expect(await jobs()).toBe(1);
  });

  it('ends the run when the provider will not have it', async () => {
    await sandbox.inflict(status(400, 'invalid_hyperparameters'), create);
    expect(await runs.failureOf(spec)).toMatchObject({ type: 'Rejected' });
  });
});

describe('a job', () => {
  it.each<[string, Fault, string]>([
    ['fails', { kind: 'job-fails', in: 'running', code: 'server_error', message: 'No.' }, 'server_error'],
    [
      'fails on its files',
      { kind: 'job-fails', in: 'validating_files', code: 'invalid_file', message: '' },
      'invalid_file',
    ],
    ['is held back after training', { kind: 'job-blocked' }, 'model_blocked'],
  ])(
    'that %s ends the run with the reason',
    async (_, fault, code) => {
      await sandbox.inflict(fault, create);
      expect(await runs.failureOf(spec)).toMatchObject({
        type: 'FineTuningFailed',
        message: expect.stringMatching(new RegExp(`^job ftjob-\\S+ failed \\(code ${code}\\)`)),
      });
    },
    30_000,
  );

  it.each<[string, Fault, object]>([
    ['a file that stays in processing', { kind: 'file-processing' }, { method: 'POST', path: '/files' }],
    ['a place in the queue', { kind: 'job-stuck', in: 'queued' }, create],
  ])(
    'that waits too long for %s ends the run, and says how long',
    async (name, fault, match) => {
      const fresh = { ...spec, data: { ...spec.data, seed: name.length } };
      await sandbox.inflict(fault, match);
      expect(await runs.failureOf(fresh, { jobTimeout: 1500 })).toMatchObject({
        type: 'FineTuningFailed',
        message: expect.stringMatching(/ after \d+ minutes \(setting jobTimeout\); it goes on at the provider$/),
      });
    },
    30_000,
  );

  it('is looked at again after an outage', async () => {
    await sandbox.inflict({ kind: 'cut' }, { method: 'GET', path: '/fine_tuning/jobs/*', times: 3 });
    expect(await runs.endOf(spec)).toMatchObject({ outcome: 'done' });
  });

  it('that cannot be read three times in a row waits for a person', async () => {
    await sandbox.inflict({ kind: 'truncated' }, { method: 'GET', path: '/fine_tuning/jobs/*' });
    await runs.withWorker(async () => {
      const handle = await runs.start(spec);
      const { blocked } = await until(handle, (progress) => progress.blocked !== undefined);
      expect(blocked).toBe('unreadable response, 3 times in a row');
      await sandbox.heal();
      await handle.executeUpdate(resumeUpdate);
      expect(await handle.result()).toMatchObject({ outcome: 'done' });
    });
    expect(await jobs()).toBe(1);
  });
});

describe('a model just tuned', () => {
  const unknown = status(404, 'model_not_found');
  const tuned = { path: '/chat/completions', model: 'ft:*' };

  it('is waited for while nobody knows it yet', async () => {
    await sandbox.inflict(unknown, { ...tuned, times: 20 });
    const { runId } = await runs.endOf(spec);
    expect((await runs.answersOf(runId)).filter(({ outcome }) => outcome === 'answered')).toHaveLength(rows);
  });

  it('ends the run when nobody comes to know it', async () => {
    await sandbox.inflict(unknown, tuned);
    expect(await runs.failureOf(spec, { newModelWait: 500 })).toMatchObject({ type: 'ModelMissing' });
  });
});
