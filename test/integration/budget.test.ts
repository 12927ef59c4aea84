import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { withClient } from '../../client/commands/open-client.ts';
import type { RunStatus } from '../../client/looking/run-status.ts';
import { runProgram } from '../../client/program/program.ts';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import type { LedgerRow } from '../../domain/cost/paid-call.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import { defaultSettings } from '../../domain/run/plan.ts';
import type { RunResult } from '../../domain/run/run.ts';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { createFakeProvider, type FakeProvider } from '../fakes/fake-provider.ts';
import { startProxy } from '../lies/proxy.ts';
import { placeCovers } from './covers.ts';
import { type Harness, quickSettings, smallSpec, startHarness } from './harness.ts';
import { lastStatus } from './last-status.ts';
import { type Programs, startPrograms } from './programs.ts';
import { comparableReport } from './reports.ts';
import { addFaults } from './sandbox-calls.ts';

const price = { input: 10, output: 10 };
const model = 'gpt-4o-2024-08-06';
const settings = {
  ...defaultSettings,
  shardRows: 10,
  jobPollInterval: 500,
  heartbeatTimeout: 4000,
  retryInterval: 200,
};

function specOf(spend?: number): RunSpec {
  const parameters = { maxTokens: 30 };
  return RunSpecSchema.parse({
    ...smallSpec,
    providers: {
      sandbox: { prices: { [model]: { ...price, training: 2 }, [`ft:${model}`]: price, 'sandbox-judge': price } },
    },
    data: {
      ...smallSpec.data,
      source: { train: 'covers/train.parquet', test: 'covers/test.parquet' },
      take: { train: 8, test: 10 },
    },
    fineTune: { model, hyperparameters: { epochs: 2 } },
    candidates: { base: { model, parameters }, tuned: { model: 'tuned', parameters } },
    judge: { ...smallSpec.judge, model: 'sandbox-judge', parameters: { maxTokens: 80 } },
    limits: { concurrency: 2, reuseAnswers: false, ...(spend !== undefined && { spend }) },
  }) as RunSpec;
}

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-budget-'));
  await placeCovers(path.join(directory, 'data', 'covers'));
});
afterAll(() => rm(directory, { recursive: true }));

/** What a sandbox has billed, read between it and the worker, so that it counts whoever has died meanwhile. */
interface Bill {
  /** In USD, of calls and training. */
  total(): number;
  calls(): number;
}

/** Does something with programs of their own, whose sandbox writes a bill. */
async function onPrograms<T>(
  name: string,
  work: (programs: Programs, bill: Bill, tempera: TemperaClient) => Promise<T>,
) {
  let [calls, tokens] = [0, 0];
  const trained = new Map<string, number>();
  const proxy = await startProxy();
  proxy.tell = async ({ path: what }, ask) => {
    const answer = await ask();
    const said = JSON.parse(answer.body.toString() || '{}');
    if (what === '/chat/completions' && answer.status === 200) {
      calls += 1;
      tokens += said.usage.prompt_tokens + said.usage.completion_tokens;
    }
    if (what.startsWith('/fine_tuning/jobs/') && said.trained_tokens) trained.set(said.id, said.trained_tokens);
    return answer;
  };
  const bill = {
    calls: () => calls,
    total: () => (tokens * price.input + [...trained.values()].reduce((sum, each) => sum + each, 0) * 2) / 1e6,
  };
  const programs = await startPrograms(path.join(directory, name), {
    TEMPERA_DATA: path.join(directory, 'data'),
    TEMPERA_LOG_LEVEL: 'error',
    TEMPERA_SANDBOX_URL: `${proxy.url}/v1`,
  });
  proxy.target = programs.sandboxUrl;
  try {
    await addFaults(programs.sandboxUrl, [{ match: { path: '/chat/completions' }, do: { kind: 'slow', ms: 60 } }]);
    return await withClient(programs.env, ({ tempera }) => work(programs, bill, tempera));
  } finally {
    await programs.stop();
    await proxy.close();
  }
}

async function untilResting(tempera: TemperaClient, runId: string): Promise<RunStatus> {
  let last: RunStatus | undefined;
  for await (const status of tempera.watchRun(runId, { everyMilliseconds: 200 })) last = status;
  return last as RunStatus;
}

async function command(programs: Programs, ...args: string[]): Promise<{ code: number; said: string }> {
  const terminal = recordingTerminal();
  const code = await runProgram(args, terminal, programs.env);
  return { code, said: `${terminal.results}${terminal.notes}` };
}

/** The report of a run, without the cap that its spec sets, and what it says of its cost. */
async function reportOf(programs: Programs, runId: string) {
  const result: RunResult = await withClient(programs.env, ({ client }) => client.workflow.getHandle(runId).result());
  const store = openRuns(String(programs.env['TEMPERA_STORE']));
  const [report, ...files] = await comparableReport(store, result);
  const { execution } = JSON.parse((await store.read(result.report.json)).toString()) as Report;
  const parsed = JSON.parse(report);
  delete parsed.provenance.spec.limits.spend;
  return { outcome: result.outcome, same: [JSON.stringify(parsed), ...files], cost: execution.cost };
}

describe('a run with a cap on money', () => {
  it('stops close below it over a worker kill, is raised, and ends with the report of an uncapped run', async () => {
    const runId = 'covers';
    const uncapped = await onPrograms('uncapped', async (programs, bill, tempera) => {
      await tempera.startRun(specOf(), { runId, settings });
      await untilResting(tempera, runId);
      const store = openRuns(String(programs.env['TEMPERA_STORE']));
      const kept = [...(await store.list('runs/covers/budget')), ...(await store.listSegmented('runs/covers/sent'))];
      return { ...(await reportOf(programs, runId)), total: bill.total(), kept };
    });
    expect(uncapped.cost?.totals[0]?.amount).toBeCloseTo(uncapped.total, 9);
    expect(uncapped.kept).toEqual([]);

    const cap = uncapped.total / 2;
    await onPrograms('capped', async (programs, bill, tempera) => {
      await tempera.startRun(specOf(cap), { runId, settings });
      while (bill.calls() < 12) await sleep(20);
      await programs.kill('worker');
      await programs.start('worker');
      const blocked = await untilResting(tempera, runId);
      expect(blocked).toMatchObject({
        state: 'blocked',
        stage: 'answering',
        blocked: expect.stringMatching(/^budget: /),
      });
      expect(bill.total()).toBeLessThanOrEqual(cap);
      expect(bill.total()).toBeGreaterThanOrEqual(0.9 * cap);
      expect((await command(programs, 'status', runId)).said).toMatch(
        /blocked \(budget\)[\s\S]*Budget: .* of .* spent or set aside/,
      );

      expect(await command(programs, 'resume', runId, '--spend', String(cap / 2))).toMatchObject({
        code: 2,
        said: expect.stringContaining('give an amount above it'),
      });
      await tempera.resumeRun(runId);
      expect(await untilResting(tempera, runId)).toMatchObject({ state: 'blocked' });
      expect(await command(programs, 'resume', runId, '--spend', String(4 * cap))).toMatchObject({ code: 0 });
      await untilResting(tempera, runId);
      const { same, outcome, cost } = await reportOf(programs, runId);
      const ledger = JSON.parse((await command(programs, 'ledger', runId, '--json')).said) as { rows: LedgerRow[] };
      const listed = ledger.rows.flatMap((row) => row.cost).reduce((sum, { amount }) => sum + amount, 0);
      expect(listed).toBeCloseTo(cost?.totals[0]?.amount ?? 0, 9);
      const lost = ledger.rows.filter(({ kind }) => kind === 'lost').reduce((sum, { calls }) => sum + calls, 0);
      expect(lost).toBeLessThanOrEqual(2);
      expect(bill.total()).toBeGreaterThanOrEqual(listed - 1e-9);
      expect(outcome).toBe('done');
      expect(same).toEqual(uncapped.same);
    });
  }, 600_000);
});

describe('a run whose budget is spent', () => {
  let harness: Harness;
  let tempera: TemperaClient;
  beforeAll(async () => {
    harness = await startHarness();
    tempera = createTemperaClient({
      temporal: harness.client,
      store: harness.store,
      dataDirectory: harness.dataDirectory,
    });
  });
  afterAll(() => harness.close());

  const { fineTune, ...rest } = smallSpec;
  const parameters = { maxTokens: 10 };
  const prices = {
    'base-model': { input: 1000, output: 1000, training: 100_000 },
    'ft:base-model': { input: 1, output: 1 },
    'judge-model': { input: 1000, output: 1000 },
  };
  const specWith = (own: Partial<RunSpecInput>, spend: number) =>
    RunSpecSchema.parse({
      ...rest,
      data: { ...smallSpec.data, take: { train: 3, test: 4 } },
      providers: { sandbox: { prices } },
      candidates: { base: { model: 'base-model', parameters } },
      verdict: undefined,
      limits: { concurrency: 4, reuseAnswers: false, spend },
      ...own,
    }) as RunSpec;

  /** Each call is billed one US dollar. */
  function frugalProvider(): FakeProvider {
    const fake = createFakeProvider();
    const { answer } = fake;
    fake.answer = async (request) => ({
      ...(await answer(request)),
      usage: { promptTokens: 999, completionTokens: 1 },
    });
    return fake;
  }

  async function said(...args: string[]): Promise<{ code: number; said: string }> {
    const terminal = recordingTerminal();
    const code = await runProgram(args, terminal, {
      TEMPORAL_ADDRESS: process.env['TEMPERA_TEST_SERVER'],
      TEMPORAL_NAMESPACE: harness.client.options.namespace,
      TEMPERA_STORE: harness.storeDirectory,
    });
    return { code, said: `${terminal.results}${terminal.notes}` };
  }

  it('is ended incomplete, with a report of what is there, and asks again in a retry once it may', async () => {
    const runId = `spent-${process.env['JEST_WORKER_ID']}-${Date.now()}`;
    const fake = frugalProvider();
    await harness.withWorker(fake, async () => {
      await tempera.startRun(specWith({}, 17), { runId, settings: quickSettings });
      expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'blocked', stage: 'answering' });
      const paid = fake.asked.length + fake.probed.length;
      expect(paid).toBeLessThanOrEqual(17);
      expect((await said('resume', runId, '--end', '--spend', '20')).code).toBe(2);
      expect(await said('resume', runId, '--end')).toMatchObject({ code: 0 });
      expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'incomplete' });
      expect(fake.asked.length + fake.probed.length).toBe(paid);
      const report = (await tempera.readReport(runId))?.report;
      expect(report?.candidates[0]?.reasons).toContainEqual(expect.objectContaining({ code: 'budget' }));
      expect(report?.execution.cost?.totals).toEqual([{ currency: 'USD', amount: expect.closeTo(paid) }]);
      expect(await said('resume', runId, '--end')).toMatchObject({
        code: 2,
        said: expect.stringContaining('has ended'),
      });

      await tempera.retryRun(runId, 'answer');
      expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'blocked', stage: 'answering' });
      expect(await said('resume', runId, '--spend', '500')).toMatchObject({ code: 0 });
      expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'done' });
    });
  }, 120_000);

  it('begins nothing that its training alone would bring over the cap, and says the sum', async () => {
    const runId = `training-${process.env['JEST_WORKER_ID']}-${Date.now()}`;
    const tuned = { fineTune: { ...fineTune, model: 'base-model', hyperparameters: { epochs: 2 } } };
    const spec = specWith(
      { ...tuned, candidates: { base: { model: 'base-model', parameters }, tuned: { model: 'tuned', parameters } } },
      30,
    );
    const beyond = /The training alone may cost [\d.]+\sUSD, and limits.spend is 30.00\sUSD/;
    await expect(tempera.startRun(spec, { runId, settings: quickSettings })).rejects.toThrow(beyond);
    const fake = frugalProvider();
    const elsewhere = createTemperaClient({ temporal: harness.client, store: harness.store });
    await harness.withWorker(fake, async () => {
      await elsewhere.startRun(spec, { runId, settings: quickSettings });
      const status = await lastStatus(elsewhere, runId);
      expect(status).toMatchObject({
        state: 'failed',
        failure: { type: 'CannotStart', message: expect.stringMatching(beyond) },
      });
    });
    expect([fake.asked, fake.probed, fake.files, fake.jobs]).toEqual([[], [], [], []]);
  }, 120_000);

  it('refuses to raise what is not capped, and amounts that are none', async () => {
    const runId = `free-${process.env['JEST_WORKER_ID']}-${Date.now()}`;
    const { spend: _, ...limits } = specWith({}, 1).limits;
    await tempera.startRun({ ...specWith({}, 1), limits }, { runId, settings: quickSettings });
    expect(await said('resume', runId, '--spend', '20')).toMatchObject({
      code: 2,
      said: expect.stringContaining('no cap'),
    });
    for (const amount of ['0', '-3', 'much', '1e3', ''])
      expect((await said('resume', runId, '--spend', amount)).code).toBe(2);
    await tempera.cancelRun(runId);
  });
});
