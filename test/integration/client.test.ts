import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { statusLines } from '../../client/commands/messages.ts';
import type { RunStatus } from '../../client/looking/run-status.ts';
import { exitCodes } from '../../client/program/exit-codes.ts';
import { runProgram } from '../../client/program/program.ts';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { ProviderError } from '../../providers/port.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { createFakeProvider, type FakeProvider, isProbe } from '../fakes/fake-provider.ts';
import { type Harness, quickSettings, smallSpec, startHarness } from './harness.ts';

let harness: Harness;
let tempera: TemperaClient;
beforeAll(async () => {
  harness = await startHarness();
  tempera = createTemperaClient({ temporal: harness.client, store: harness.store });
});
afterAll(() => harness.close());

const spec = RunSpecSchema.parse(smallSpec) as RunSpec;
const settings = quickSettings;

let runs = 0;
const newId = () => `client-${process.env['JEST_WORKER_ID']}-${Date.now()}-${++runs}`;

const revoked = () =>
  new ProviderError({ action: 'blocked', code: 'invalid_api_key', message: 'HTTP 401, code invalid_api_key' });

async function exitCodeOfCommand(...args: string[]): Promise<number> {
  return await runProgram(args, recordingTerminal(), {
    TEMPORAL_ADDRESS: process.env['TEMPERA_TEST_SERVER'],
    TEMPORAL_NAMESPACE: harness.client.options.namespace,
    TEMPERA_STORE: harness.storeDirectory,
  });
}

async function lookUntilTheEnd(runId: string): Promise<RunStatus[]> {
  const looks: RunStatus[] = [];
  for await (const status of tempera.watchRun(runId, { everyMilliseconds: 50 })) looks.push(status);
  return looks;
}

describe('startRun', () => {
  it('attaches to the run with the same id and spec', async () => {
    const runId = newId();
    expect(await tempera.startRun(spec, { runId })).toEqual({
      runId,
      attached: false,
      settingsKept: false,
      leftOut: [],
      dataPinned: false,
    });
    expect(await tempera.startRun(spec, { runId })).toMatchObject({ runId, attached: true });
    await tempera.cancelRun(runId);
  });

  it('refuses the id of a run with another spec, and names both fingerprints', async () => {
    const runId = newId();
    await tempera.startRun(spec, { runId });
    const other = tempera.startRun({ ...spec, name: 'other' }, { runId });
    await expect(other).rejects.toMatchObject({ name: 'RunError' });
    await expect(other).rejects.toThrow(/sha256 [0-9a-f]{64}, this one is [0-9a-f]{64}/);
    await tempera.cancelRun(runId);
  });

  it('refuses to take a whole run for a trial', async () => {
    const runId = newId();
    await tempera.startRun(spec, { runId });
    await expect(tempera.startRun(spec, { runId, limit: 3 })).rejects.toThrow(/a trial of 3 samples/);
    await tempera.cancelRun(runId);
  });

  it('tells the Temporal UI what the run is about', async () => {
    const { runId } = await tempera.startRun(spec, { runId: newId() });
    const description = await harness.client.workflow.getHandle(runId).describe();
    expect(await description.staticSummary()).toContain(spec.name);
    expect(await description.staticDetails()).toContain('| candidates |');
    expect(description.typedSearchAttributes.getAll().map(({ key }) => key.name)).toContain('TemperaDataSet');
    await tempera.cancelRun(runId);
  });
});

describe('describeRun', () => {
  it('looks at a run that no worker answers for', async () => {
    const { runId } = await tempera.startRun(spec, { runId: newId() });
    const status = await tempera.describeRun(runId);
    expect(status).toMatchObject({ runId, state: 'running' });
    await tempera.cancelRun(runId);
  });

  it('refuses a run that nobody knows', async () => {
    await expect(tempera.describeRun('nobody')).rejects.toMatchObject({ ending: 'badInput' });
  });
});

describe('cancelRun', () => {
  it('refuses a run that nobody knows', async () => {
    await expect(tempera.cancelRun('nobody')).rejects.toThrow(/no open run "nobody"/);
  });

  it('ends a run as cancelled', async () => {
    const { runId } = await tempera.startRun(spec, { runId: newId(), settings });
    await harness.withWorker(createFakeProvider(), async () => {
      await tempera.cancelRun(runId);
      expect((await lookUntilTheEnd(runId)).at(-1)).toMatchObject({ state: 'cancelled' });
    });
    expect(await exitCodeOfCommand('status', runId)).toBe(exitCodes.cancelled);
    await expect(tempera.cancelRun(runId)).rejects.toThrow(/has ended/);
  });
});

describe('watchRun', () => {
  it('sees a run go through its stages to its report', async () => {
    const { runId } = await tempera.startRun(spec, { runId: newId(), settings });
    await harness.withWorker(createFakeProvider(), async () => {
      const looks = await lookUntilTheEnd(runId);
      expect(looks.at(-1)).toMatchObject({ state: 'done', verdict: expect.any(String) });
      expect(looks.map(({ stage }) => stage)).toContain('answering');
    });
    expect((await tempera.readReport(runId))?.report.name).toBe(spec.name);
    expect(await tempera.listRuns()).toContainEqual(expect.objectContaining({ runId, state: 'done' }));
    expect(await exitCodeOfCommand('watch', runId)).toBe(exitCodes.done);
  });

  it('rests when the run waits for a person, who can let it go on', async () => {
    const provider = createFakeProvider();
    const { answer } = provider;
    let isRevoked = true;
    provider.answer = (request) => (isRevoked ? Promise.reject(revoked()) : answer(request));
    const { runId } = await tempera.startRun(spec, { runId: newId(), settings });
    await harness.withWorker(provider, async () => {
      expect((await lookUntilTheEnd(runId)).at(-1)).toMatchObject({ state: 'blocked', blocked: revoked().message });
      expect(await exitCodeOfCommand('status', runId)).toBe(exitCodes.blocked);
      isRevoked = false;
      await tempera.resumeRun(runId);
      expect((await lookUntilTheEnd(runId)).at(-1)).toMatchObject({ state: 'done' });
    });
  });

  it('counts what was answered before a run waits for a person', async () => {
    const provider = createFakeProvider();
    let answers = 0;
    provider.answer = async (request) => {
      if (!isProbe(request) && ++answers > 20) throw revoked();
      return { text: 'Yes' };
    };
    const { runId } = await tempera.startRun(spec, { runId: newId(), settings });
    await harness.withWorker(provider, async () => {
      const { state, work } = (await lookUntilTheEnd(runId)).at(-1) as RunStatus;
      expect([state, work.reduce((sum, { done }) => sum + done, 0)]).toEqual(['blocked', 20]);
      await tempera.cancelRun(runId);
    });
  });
});

describe('a run that failed', () => {
  /** How a run stands that has ended so. */
  async function endOf(provider: FakeProvider, begin: () => Promise<{ runId: string }>): Promise<RunStatus> {
    return await harness.withWorker(provider, async () => {
      const { runId } = await begin();
      return (await lookUntilTheEnd(runId)).at(-1) as RunStatus;
    });
  }
  const start = () => tempera.startRun(spec, { runId: newId(), settings });

  it('in preflight has passed no preflight', async () => {
    const provider = createFakeProvider();
    provider.models.delete('judge-model');
    const status = await endOf(provider, start);
    expect(status).toMatchObject({ state: 'failed', stage: 'preflight' });
    expect(statusLines(status).join('\n')).toMatch(/✔ preparing\n {2}● preflight(.|\n)*It had reached preflight/);
  });

  it('by a job that was cancelled elsewhere is told to make another, again and again', async () => {
    const provider = createFakeProvider();
    provider.advance = (job) => void Object.assign(job, { state: 'cancelled', status: 'cancelled' });
    const first = await endOf(provider, start);
    const again = await endOf(provider, async () => {
      await tempera.retryRun(first.runId, 'answer');
      return first;
    });
    for (const status of [first, again]) {
      expect(status).toMatchObject({ state: 'failed', stage: 'fine-tuning' });
      expect(statusLines(status).join('\n')).toContain(`tempera retry ${first.runId} --from fine-tune`);
    }
  });
});

describe('resumeRun', () => {
  it('refuses a run that is not blocked', async () => {
    const provider = createFakeProvider();
    provider.advance = () => undefined;
    const { runId } = await tempera.startRun(spec, { runId: newId(), settings });
    await harness.withWorker(provider, async () => {
      await expect(tempera.resumeRun(runId)).rejects.toThrow(/not blocked/);
      await tempera.cancelRun(runId);
      await lookUntilTheEnd(runId);
    });
  });
});

describe('tempera gate', () => {
  const compared: RunSpecInput = {
    ...smallSpec,
    data: {
      ...smallSpec.data,
      source: { train: 'train.parquet', validation: 'validation.parquet', test: 'test.parquet' },
    },
    fineTune: undefined,
    judge: undefined,
    // A model that no other run of this store has measured.
    candidates: { base: { model: 'other-model' }, bare: { model: 'other-model', images: false } },
    verdict: { compare: 'bare', against: 'base' },
  };

  /** Runs a changed spec to its end, and tells how it stands at the gate. */
  async function gated(change: Partial<RunSpecInput> = {}) {
    const changed = RunSpecSchema.parse({ ...compared, ...change }) as RunSpec;
    const { runId } = await tempera.startRun(changed, { runId: newId(), settings });
    const notice = (await lookUntilTheEnd(runId)).at(-1)?.notice;
    const looks = (await tempera.readReport(runId))?.report.execution.looks.times ?? Number.NaN;
    return { code: await exitCodeOfCommand('gate', runId), looks, notice };
  }

  it('passes no report on the validation split, and none by a rule that was named after looking', async () => {
    const provider = createFakeProvider();
    provider.models.add('other-model');
    await harness.withWorker(provider, async () => {
      const first = await gated();
      expect([exitCodes.done, exitCodes.gateUndecided, exitCodes.gateWorse]).toContain(first.code);
      const other = { compare: 'bare', against: 'base', metric: 'exact' };
      expect(await gated({ verdict: other })).toEqual({
        code: exitCodes.gateExploratory,
        looks: first.looks + 1,
        notice: 'exploratory',
      });
      expect(await gated()).toEqual({ code: first.code, looks: first.looks + 2 });
      expect(await gated({ on: 'validation' })).toEqual({
        code: exitCodes.gateValidation,
        looks: 0,
        notice: 'validation split',
      });
      expect((await gated()).looks).toBe(first.looks + 3);
      expect(await tempera.listRuns()).toContainEqual(expect.objectContaining({ notice: 'exploratory' }));
    });
  });
});
