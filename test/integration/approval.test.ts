import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { statusLines } from '../../client/commands/messages.ts';
import type { RunStatus } from '../../client/looking/run-status.ts';
import { exitCodes } from '../../client/program/exit-codes.ts';
import { runProgram } from '../../client/program/program.ts';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import { captureSpec } from '../../domain/capture/capture-spec.ts';
import type { Estimate } from '../../domain/cost/estimate-schema.ts';
import { type CandidateSpec, type RunSpec, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { publishJson, readIfThere } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { approveUpdate, rejectUpdate, taskQueue } from '../../workflows/contract.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { createFakeProvider, type FakeProvider } from '../fakes/fake-provider.ts';
import { type Harness, quickSettings as settings, smallSpec, startHarness } from './harness.ts';
import { lastStatus } from './last-status.ts';

let harness: Harness;
/** It reads the data, and one that does not. */
let tempera: TemperaClient;
let elsewhere: TemperaClient;
beforeAll(async () => {
  harness = await startHarness();
  const { client: temporal, store, dataDirectory } = harness;
  tempera = createTemperaClient({ temporal, store, dataDirectory });
  elsewhere = createTemperaClient({ temporal, store });
});
afterAll(() => harness.close());

const { judge: _, ...unjudged } = smallSpec;
const spec = RunSpecSchema.parse({
  ...unjudged,
  data: { ...smallSpec.data, take: { train: 3, test: 2 } },
  approval: 'required',
}) as RunSpec;

const captured = captureSpec({ ...spec, candidates: { base: spec.candidates['base'] as CandidateSpec } });

let runs = 0;
const newId = () => `approval-${process.env['JEST_WORKER_ID']}-${Date.now()}-${++runs}`;
const endOf = (runId: string) => lastStatus(tempera, runId);
const handleOf = (runId: string) => harness.client.workflow.getHandle(runId);
const paid = ({ asked, files, jobs }: FakeProvider) => [asked.length, files.length, jobs.length];

async function command(...args: string[]): Promise<{ code: number; said: string }> {
  const terminal = recordingTerminal();
  const code = await runProgram(args, terminal, {
    TEMPORAL_ADDRESS: process.env['TEMPERA_TEST_SERVER'],
    TEMPORAL_NAMESPACE: harness.client.options.namespace,
    TEMPERA_STORE: harness.storeDirectory,
  });
  return { code, said: `${terminal.results}${terminal.notes}` };
}

/** How a run that waits stands once it has been cancelled. */
async function endOfCancelled(runId: string): Promise<RunStatus> {
  await tempera.cancelRun(runId);
  await expect(handleOf(runId).result()).rejects.toThrow();
  return await tempera.describeRun(runId);
}

/** A run that waits for approval, and what is done with it while a worker goes on. */
async function whileWaiting<T>(
  work: (waiting: RunStatus & { hash: string }, fake: FakeProvider) => Promise<T>,
  start: (runId: string) => Promise<unknown> = (runId) => tempera.startRun(spec, { runId, settings }),
): Promise<T> {
  const runId = newId();
  await start(runId);
  const fake = createFakeProvider();
  return await harness.withWorker(fake, async () => {
    const waiting = await endOf(runId);
    expect(waiting).toMatchObject({ state: 'waiting', stage: 'approval' });
    expect(paid(fake)).toEqual([0, 0, 0]);
    return await work({ ...waiting, hash: waiting.approval?.estimate ?? '' }, fake);
  });
}

describe('a run whose spec says approval: required', () => {
  it('pays nothing, not even a probe, before a person says yes by command, and reports who did', async () => {
    await whileWaiting(async ({ runId, hash, ...waiting }) => {
      expect(statusLines({ ...waiting, runId }).join('\n')).toMatch(/Estimate of 10 questions(.|\n)*tempera approve/);
      expect((await command('status', runId)).code).toBe(exitCodes.blocked);
      expect(await tempera.listRuns()).toContainEqual(expect.objectContaining({ runId, state: 'waiting' }));
      const { code, said } = await command('approve', runId, '--by', 'Ada');
      expect([code, said]).toEqual([0, expect.stringMatching(/Estimate of 10 questions(.|\n)*Ada has approved/)]);
      expect(await endOf(runId)).toMatchObject({ state: 'done' });
      const { execution } = (await tempera.readReport(runId))?.report ?? {};
      expect(execution?.approvals).toEqual([{ by: 'Ada', at: expect.any(String), estimate: hash, revision: 1 }]);
      expect(await command('approve', runId)).toMatchObject({ code: 2, said: expect.stringContaining('has ended') });
    });
  });

  it('is estimated by the worker where the client cannot read the data', async () => {
    await whileWaiting(
      async ({ runId, hash }) => {
        const stored = await harness.store.find(keys.estimate(runId));
        expect([stored?.sha256, (await readIfThere<Estimate>(harness.store, keys.estimate(runId)))?.questions]).toEqual(
          [hash, 10],
        );
        expect(await endOfCancelled(runId)).toMatchObject({ state: 'cancelled' });
      },
      (runId) => elsewhere.startRun(spec, { runId, settings }),
    );
  });

  it('takes the update of any Temporal tool, held against the hash and the form', async () => {
    await whileWaiting(async ({ runId, hash }) => {
      const input = (value: object) => ['--input', JSON.stringify(value)];
      const other = 'f'.repeat(64);
      await expect(temporalCli('approve', runId, input({ estimate: other, by: 'Ada' }))).rejects.toThrow(hash);
      await expect(temporalCli('approve', runId, input({ estimate: hash }))).rejects.toThrow(/by\W+is missing/);
      await expect(temporalCli('approve', runId, [])).rejects.toThrow(/by\W+NAME/);
      await temporalCli('approve', runId, input({ estimate: hash, by: 'Ada' }));
      expect(await endOf(runId)).toMatchObject({ state: 'done' });
    });
  });

  it('ends when a person says no, with the reason, and asks again when it is retried', async () => {
    await whileWaiting(async ({ runId }, fake) => {
      const { code } = await command('reject', runId, '--reason', 'half of it will do', '--by', 'Ada');
      const message = 'Ada did not approve the estimate: half of it will do. Nothing was paid.';
      expect([code, await endOf(runId)]).toMatchObject([0, { state: 'failed', failure: { message } }]);
      expect(await command('status', runId)).toMatchObject({
        code: exitCodes.notApproved,
        said: expect.stringMatching(/half of it will do(.|\n)*tempera retry \S+ --from fine-tune/),
      });
      await tempera.retryRun(runId, 'fine-tune');
      expect(await endOf(runId)).toMatchObject({ state: 'waiting' });
      expect(paid(fake)).toEqual([0, 0, 0]);
      await endOfCancelled(runId);
    });
  });

  it('says in its own words why there is nothing to decide', async () => {
    await whileWaiting(async ({ runId, hash }) => {
      const approved = { estimate: hash, by: 'Ada' };
      await handleOf(runId).executeUpdate(approveUpdate, { args: [approved] });
      const again = handleOf(runId).executeUpdate(approveUpdate, { args: [approved] });
      await expect(again).rejects.toMatchObject({ cause: { message: expect.stringMatching(/Ada has approved it/) } });
      await expect(tempera.rejectRun(runId, { reason: 'late' })).rejects.toThrow(/Ada has approved it already/);
      await endOf(runId);
    });
    await expect(tempera.approveRun('nobody', { by: 'Ada' })).rejects.toThrow(/no open run "nobody"/);
  });

  it('waits on while workers go and come', async () => {
    const { runId } = await whileWaiting(async (waiting) => waiting);
    await harness.withWorker(createFakeProvider(), async () => {
      expect(await endOf(runId)).toMatchObject({ state: 'waiting' });
      await tempera.approveRun(runId, { by: 'Ada' });
      expect(await endOf(runId)).toMatchObject({ state: 'done' });
    });
  });

  it('ends at once when it is cancelled while it waits', async () => {
    await whileWaiting(async ({ runId }, fake) => {
      expect(await endOfCancelled(runId)).toMatchObject({ state: 'cancelled', stage: 'approval' });
      expect(paid(fake)).toEqual([0, 0, 0]);
    });
  });
});

describe('a capture', () => {
  it('waits likewise, with the estimate of what it asks', async () => {
    await whileWaiting(
      async ({ runId, approval }, fake) => {
        expect(approval?.lines.join('\n')).toMatch(/^Estimate of 10 questions\nbase: 10 calls/);
        expect(approval?.lines.join('\n')).not.toMatch(/training|tuned/);
        await tempera.approveRun(runId, { by: 'Ada' });
        expect(await endOf(runId)).toMatchObject({ state: 'done' });
        expect(fake.asked).toHaveLength(10);
      },
      (runId) => elsewhere.startRun(captured, { runId, settings, captures: ['test'] }),
    );
  });
});

describe('a run of a schedule', () => {
  it('ends when nobody approves it for as long as it may wait, so that its schedule does not stand still', async () => {
    const schedule = { id: 'nightly', slot: '2026-11-28T00:39:20Z', blockedFor: 200 };
    const { judge: _, ...unjudged } = smallSpec;
    const input = await harness.inputFor(newId(), { ...unjudged, approval: 'required' }, { schedule });
    const fake = createFakeProvider();
    const ended = harness.withWorker(fake, () =>
      harness.client.workflow.execute('evaluateCandidates', { workflowId: input.runId, taskQueue, args: [input] }),
    );
    const message = expect.stringMatching(/nobody approved the estimate within 0 s .* Nothing was paid/);
    await expect(ended).rejects.toMatchObject({ cause: { type: 'NotApproved', message } });
    expect(paid(fake)).toEqual([0, 0, 0]);
  });
});

describe('a run that nobody has to approve', () => {
  it('refuses both updates', async () => {
    const { approval: __, ...free } = spec;
    const fake = createFakeProvider();
    fake.advance = () => undefined;
    const { runId } = await tempera.startRun(free, { runId: newId(), settings });
    await expect(tempera.approveRun(runId, { by: 'Ada' })).rejects.toThrow(/does not say "approval: required"/);
    await harness.withWorker(fake, async () => {
      const reject = handleOf(runId).executeUpdate(rejectUpdate, { args: [{ reason: 'no' }] });
      await expect(reject).rejects.toMatchObject({ cause: { message: expect.stringMatching(/nothing to reject/) } });
      await endOfCancelled(runId);
    });
  });
});

describe('a retry', () => {
  it('of an approved run is not asked about', async () => {
    await whileWaiting(async ({ runId }) => {
      await tempera.approveRun(runId, { by: 'Ada' });
      expect(await endOf(runId)).toMatchObject({ state: 'done' });
      for (const from of ['report', 'fine-tune'] as const) {
        await tempera.retryRun(runId, from);
        expect(await endOf(runId)).toMatchObject({ state: 'done' });
      }
      const { execution } = (await tempera.readReport(runId))?.report ?? {};
      expect(execution?.approvals?.map(({ by, revision }) => [by, revision])).toEqual([['Ada', 1]]);
    });
  });

  it('that would take more than was approved is asked about, and says what is more', async () => {
    const wholly = await tempera.startRun(spec, { runId: newId(), settings });
    await tempera.cancelRun(wholly.runId);
    const estimate = wholly.estimate as Estimate;
    const low = { ...estimate, asked: estimate.asked.map((asked) => ({ ...asked, calls: asked.calls - 1 })) };
    await whileWaiting(
      async ({ runId }) => {
        await tempera.approveRun(runId, { by: 'Ada' });
        expect(await endOf(runId)).toMatchObject({ state: 'done' });
        await tempera.retryRun(runId, 'fine-tune');
        const again = await endOf(runId);
        expect(again).toMatchObject({ state: 'waiting', stage: 'approval' });
        expect(statusLines(again).join('\n')).toMatch(
          /Higher than what was approved:\n {2}base: 10 calls, where it was 9/,
        );
        await tempera.approveRun(runId, { by: 'Grace' });
        expect(await endOf(runId)).toMatchObject({ state: 'done' });
        const { execution } = (await tempera.readReport(runId))?.report ?? {};
        expect(execution?.approvals?.map(({ by, revision }) => [by, revision])).toEqual([
          ['Ada', 1],
          ['Grace', 2],
        ]);
      },
      async (runId) => {
        await publishJson(harness.store, keys.estimate(runId), low);
        await elsewhere.startRun(spec, { runId, settings });
      },
    );
  });
});

describe('without a worker', () => {
  it('the command says so within seconds', async () => {
    const runId = await whileWaiting(async (waiting) => waiting.runId);
    const { code, said } = await command('approve', runId, '--by', 'Ada');
    expect([code, said]).toEqual([exitCodes.cannotStart, expect.stringMatching(/No worker .*tempera worker/)]);
    expect(await tempera.describeRun(runId)).toMatchObject({ state: 'waiting', note: expect.any(String) });
    await harness.withWorker(createFakeProvider(), async () => {
      await endOfCancelled(runId);
    });
  }, 40_000);
});

/** Sends an update as a stranger would. */
async function temporalCli(name: string, runId: string, input: string[]): Promise<void> {
  const { TEMPERA_TEMPORAL_CLI: cli = 'temporal', TEMPERA_TEST_SERVER: address = '' } = process.env;
  const { namespace } = harness.client.options;
  const where = ['--workflow-id', runId, '--address', address, '--namespace', namespace];
  await promisify(execFile)(cli, ['workflow', 'update', 'execute', '--name', name, ...where, ...input]);
}
