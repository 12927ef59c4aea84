import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { describeRun } from '../../client/looking/describe-run.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import { remarksOf } from '../../domain/report/words/remarks.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { readJson } from '../../runs/json.ts';
import { readShutdowns } from '../../runs/shutdowns.ts';
import { resumeUpdate } from '../../workflows/contract.ts';
import { type FaultyRuns, faultyRuns, faultySpec, rows, sandboxJudge, until } from './faulty-runs.ts';
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

// Images are left out where the sandbox would read them, which takes a while.
const chats = (model: string) => sandbox.served('POST /chat/completions', model);
/** Each test asks another echo, since an answered probe holds for a day. */
const echo = (milliseconds: number, own: Partial<RunSpecInput> = {}): RunSpecInput => ({
  ...faultySpec,
  candidates: { echo: { model: `echo-${milliseconds}` } },
  ...own,
});
const training: RunSpecInput = {
  ...faultySpec,
  fineTune: { model: 'gpt-4o-2024-08-06', reuse: 'never' },
  candidates: { tuned: { model: 'tuned' } },
};
const temperatureRefused = { kind: 'temperature-refused' } as const;

describe('a model that will not be asked so', () => {
  it('ends the run before it is trained, with the key to change and what the provider said', async () => {
    await sandbox.inflict(temperatureRefused, { path: '/chat/completions' });
    const { runId, failure } = await runs.withWorker(async () => {
      const handle = await runs.start(training);
      const ended = await handle.result().catch((error) => error);
      return { runId: handle.workflowId, failure: ended.cause.cause as Error };
    });
    expect(failure).toMatchObject({
      type: 'CannotStart',
      message: expect.stringMatching(
        /^tuned \(ft:gpt-4o-2024-08-06 at provider "sandbox"\) cannot be asked so: HTTP 400, code unsupported_value, .*param temperature.* Set candidates\.tuned\.parameters\.temperature .* Nothing but this probe was paid\.$/,
      ),
    });
    const { failure: shown } = await describeRun(harness.client, harness.store, runId);
    expect(shown?.message).toMatch(/ \(it said: .*Only the default \(1\) value is supported/);
    expect([await sandbox.served('POST /files'), await sandbox.served('POST /fine_tuning/jobs')]).toEqual([0, 0]);
    expect(await chats('gpt-4o-2024-08-06')).toBe(0);
  });

  it('is found out on its arrival where only the tuned one will not, by one question', async () => {
    await sandbox.inflict(temperatureRefused, { path: '/chat/completions', model: 'ft:*' });
    expect(await runs.failureOf(training)).toMatchObject({
      type: 'Rejected',
      message: expect.stringMatching(/^tuned .* Set candidates\.tuned\.parameters\.temperature/),
    });
    expect(await sandbox.served('POST /fine_tuning/jobs')).toBe(1);
  });

  it('is the judge as well, whose schema is demanded', async () => {
    await sandbox.inflict(
      { kind: 'status', status: 400, code: 'unsupported', message: 'response_format is not supported' },
      { path: '/chat/completions', contains: 'json_schema' },
    );
    expect(await runs.failureOf(echo(1, { judge: { ...sandboxJudge, model: 'echo-2' } as never }))).toMatchObject({
      type: 'CannotStart',
      message: expect.stringMatching(/^the judge \(echo-2 .* Change judge\.model/),
    });
    expect(await chats('echo-1')).toBe(1);
  });

  it('says so where its thoughts use its limit up', async () => {
    const parameters = { maxTokens: 200, reasoningTokens: 100 };
    expect(
      await runs.failureOf({ ...faultySpec, candidates: { new: { model: 'gpt-6-luna', images: false, parameters } } }),
    ).toMatchObject({
      type: 'CannotStart',
      message: expect.stringMatching(
        /^new \(gpt-6-luna .* says nothing to a small question: 300 tokens went into its thoughts\. Raise candidates\.new\.parameters\.reasoningTokens, /,
      ),
    });
    expect(await chats('gpt-6-luna')).toBe(1);
  });

  it('is waited for where a person can mend it', async () => {
    await sandbox.inflict({ kind: 'status', status: 429, code: 'insufficient_quota' }, { path: '/chat/completions' });
    await runs.withWorker(async () => {
      const handle = await runs.start(echo(3));
      const { blocked, stage } = await until(handle, (progress) => progress.blocked !== undefined);
      expect([stage, blocked]).toEqual(['preflight', expect.stringContaining('insufficient_quota')]);
      await sandbox.heal();
      await handle.executeUpdate(resumeUpdate);
      expect(await handle.result()).toMatchObject({ outcome: 'done' });
    });
  });
});

describe('a model that reasons', () => {
  it('is asked as it can be, and its thoughts are counted', async () => {
    const candidates = {
      new: { model: 'gpt-6-luna', images: false },
      quiet: { model: 'gpt-6-luna', images: false, parameters: { reasoningEffort: 'none' as const } },
    };
    const { report: refs, outcome } = await runs.endOf({ ...faultySpec, candidates });
    const report = await readJson<Report>(harness.store, refs.json);
    expect(outcome).toBe('done');
    expect(report.candidates.map(({ name, parameters }) => [name, parameters])).toEqual(
      expect.arrayContaining([
        ['new', { maxTokens: 4300 }],
        ['quiet', { temperature: 0, maxTokens: 300, reasoningEffort: 'none' }],
      ]),
    );
    const [fresh, quiet] = report.execution.calls;
    expect(fresh).toMatchObject({ who: 'new', calls: rows + 1, probes: 1 });
    expect(fresh).not.toHaveProperty('uncounted');
    expect(fresh?.reasoningTokens).toBeGreaterThan(300 * rows);
    expect(quiet).not.toHaveProperty('reasoningTokens');
    expect(await chats('gpt-6-luna')).toBe(2 * (rows + 1));
    expect(remarksOf(report)).toContainEqual(
      expect.stringMatching(/^Asked at the model’s own sampling.*: new\. .*repeats/),
    );
  });

  it('is asked again by a later run, unless that wants its answers whatever their sampling, each repeat its own', async () => {
    const spec = { ...faultySpec, candidates: { new: { model: 'gpt-6-luna', images: false } }, repeats: 2 };
    const limits = { failedSamples: 0.5, reuseAnswers: true };
    const always = { ...spec, limits: { ...limits, reuseAnswers: 'always' as const } };
    await runs.endOf({ ...spec, limits });
    await runs.endOf(always);
    expect(await chats('gpt-6-luna')).toBeGreaterThanOrEqual(4 * rows);
    await sandbox.reset();
    const { report: refs } = await runs.endOf(always);
    expect(await chats('gpt-6-luna')).toBe(0);
    const report = await readJson<Report>(harness.store, refs.json);
    expect(report.execution.calls[0]).toMatchObject({ calls: 0, reused: 2 * rows });
  });
});

describe('an answered probe', () => {
  it('holds for a day, for whoever asks so', async () => {
    const { runId } = await runs.endOf(echo(4));
    const again = await runs.endOf(echo(4));
    expect(await chats('echo-4')).toBe(2 * rows + 1);
    expect(again.runId).not.toBe(runId);
    const report = await readJson<Report>(harness.store, again.report.json);
    expect(report.execution.calls[0]).not.toHaveProperty('probes');
  });
});

describe('a model that stops', () => {
  const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  const stop = (model: string, date: string) =>
    sandbox.inflict({ kind: 'reply', set: { shutdown_date: date }, remove: [] }, { path: `/models/${model}` });

  it('before the run can be done is not asked at all', async () => {
    await stop('gpt-4o*', inDays(0));
    expect(await runs.failureOf(training)).toMatchObject({
      type: 'CannotStart',
      message: expect.stringMatching(
        /^provider "sandbox" stops serving model "gpt-4o-2024-08-06" on .*Name another in fineTune\.model.*Nothing was paid\.$/,
      ),
    });
    await stop('echo-5', inDays(-1));
    expect(await runs.failureOf(echo(5))).toMatchObject({ message: expect.stringContaining('candidates.echo.model') });
    expect([await chats('echo-5'), await chats('gpt-4o-2024-08-06')]).toEqual([0, 0]);
  });

  it('later is asked, and its day stands in the report', async () => {
    const date = inDays(47);
    await stop('echo-6', date);
    const { runId, report: refs } = await runs.endOf(echo(6));
    const report = await readJson<Report>(harness.store, refs.json);
    expect(report.execution.shutdowns).toEqual([{ provider: 'sandbox', model: 'echo-6', date }]);
    expect(remarksOf(report)).toContainEqual(expect.stringContaining(`echo-6 on ${date}`));
    expect(await readShutdowns(harness.store, runId)).toEqual(report.execution.shutdowns);
  });
});
