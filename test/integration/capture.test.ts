import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { retryOf } from '../../client/starting/retry-run.ts';
import type { Capture } from '../../domain/capture/capture.ts';
import type { CapturedAnswer } from '../../domain/capture/captured-answer.ts';
import type { CaptureResult, RunInput } from '../../domain/run/run.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { ProviderError } from '../../providers/port.ts';
import { findCapture } from '../../runs/captures.ts';
import { keys } from '../../runs/keys.ts';
import { verifyRun } from '../../runs/verify.ts';
import { resumeUpdate, taskQueue } from '../../workflows/contract.ts';
import { createFakeProvider, type FakeProvider } from '../fakes/fake-provider.ts';
import { fakeRows, writeParquet } from '../fakes/parquet.ts';
import { until } from './faulty-runs.ts';
import { type Harness, smallSpec, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

let runs = 0;
const newId = () => `capture-${process.env['JEST_WORKER_ID']}-${Date.now()}-${++runs}`;

/** Twelve covers with five questions each; no target, judge or verdict is needed. */
const { fineTune: _, judge: __, verdict: ___, ...rest } = smallSpec;
const spec: RunSpecInput = {
  ...rest,
  candidates: { old: { model: 'ft:old' }, base: { model: 'base-model' } },
};
const samples = 60;

const missing = (model: string) =>
  new ProviderError({ action: 'missing', code: 'model_not_found', message: `HTTP 404, ${model}` });

function provider(): FakeProvider {
  const fake = createFakeProvider();
  fake.models.add('ft:old');
  fake.answer = async ({ model }) => ({
    text: `=${model}`,
    requestId: 'req-1',
    fingerprint: 'fp-1',
    usage: { promptTokens: 10, completionTokens: 2 },
  });
  return fake;
}

const start = (run: RunInput) =>
  harness.client.workflow.start<(run: RunInput) => Promise<CaptureResult>>('captureAnswers', {
    workflowId: run.runId,
    taskQueue,
    args: [run],
  });

const capture = (fake: FakeProvider, run: RunInput): Promise<CaptureResult> =>
  harness.withWorker(fake, async () => (await start(run)).result());

async function told(runId: string): Promise<Capture> {
  const stored = await findCapture(harness.store, runId);
  if (!stored) throw new Error('no capture');
  return stored.capture;
}

async function answersOf({ runId, revision }: RunInput): Promise<CapturedAnswer[]> {
  const ref = await harness.store.find(keys.capture(runId, revision, 'answers.jsonl'));
  return ref ? await Array.fromAsync(harness.store.readLines<CapturedAnswer>(ref)) : [];
}

const countsOf = ({ candidates }: Capture) =>
  Object.fromEntries(
    candidates.map(({ name, asked, answered, failed, missing }) => [name, [asked, answered, failed, missing]]),
  );

describe('captureAnswers', () => {
  it('keeps what each candidate says to each sample, asks it once, and rates nothing', async () => {
    const fake = provider();
    const run = await harness.inputFor(newId(), spec);
    expect(await capture(fake, run)).toMatchObject({ outcome: 'done' });

    expect(fake.asked).toHaveLength(2 * samples);
    expect(countsOf(await told(run.runId))).toEqual({ old: [samples, samples, 0, 0], base: [samples, samples, 0, 0] });
    const answers = await answersOf(run);
    expect(answers).toHaveLength(2 * samples);
    expect(answers.slice(0, 3).map(({ id, candidate }) => [id, candidate])).toEqual([
      ['test-0', 'old'],
      ['test-0', 'base'],
      ['test-1', 'old'],
    ]);
    expect(answers[0]).toMatchObject({
      run: run.runId,
      split: 'test',
      row: 0,
      model: 'ft:old',
      resolved_model: 'ft:old',
      provider: 'sandbox',
      parameters: { temperature: 0, maxTokens: 300 },
      repeat: 1,
      outcome: 'answered',
      text: '=ft:old',
      finish: 'stop',
      prompt_tokens: 10,
      completion_tokens: 2,
      request_id: 'req-1',
      fingerprint: 'fp-1',
      asked_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      question_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await verifyRun(harness.store, run.runId)).toMatchObject({ broken: [], unchecked: 0 });
  });

  it('asks each sample as often as the spec says, each time with a seed of its own', async () => {
    const candidates = { base: { model: 'base-model', parameters: { temperature: 1, seed: 7 } } };
    const run = await harness.inputFor(newId(), { ...spec, candidates, repeats: 3 }, { limit: 4 });
    expect(await capture(provider(), run)).toMatchObject({ outcome: 'trial' });
    const answers = await answersOf(run);
    expect(answers.map(({ repeat, parameters }) => [repeat, parameters['seed']]).slice(0, 4)).toEqual([
      [1, 7],
      [2, 8],
      [3, 9],
      [1, 7],
    ]);
    expect(countsOf(await told(run.runId))).toEqual({ base: [12, 12, 0, 0] });
  });

  it('names a model that is gone, and captures the others', async () => {
    const fake = provider();
    fake.models.delete('ft:old');
    fake.retrieveModel = async (id) => {
      if (!fake.models.has(id)) throw missing(id);
      return { id, shutdownDate: '2027-01-14' };
    };
    const run = await harness.inputFor(newId(), spec);
    expect(await capture(fake, run)).toMatchObject({ outcome: 'incomplete' });
    const capturedNow = await told(run.runId);
    expect(countsOf(capturedNow)).toEqual({ old: [samples, 0, 0, samples], base: [samples, samples, 0, 0] });
    const [old, base] = capturedNow.candidates;
    expect(old?.gone).toBe('provider "sandbox" does not serve model "ft:old" (HTTP 404, ft:old)');
    expect(base).toMatchObject({ shutdownDate: '2027-01-14' });
    expect((await answersOf(run)).every(({ shutdown_date }) => shutdown_date === '2027-01-14')).toBe(true);
  });

  it('keeps what a model said before it went, and asks only the rest once it is back', async () => {
    const fake = provider();
    const answer = fake.answer;
    const asked = () => fake.asked.filter(({ model }) => model === 'ft:old').length;
    fake.answer = async (request) => {
      if (request.model === 'ft:old' && asked() > 20) throw missing(request.model);
      return await answer(request);
    };
    const run = await harness.inputFor(newId(), spec);
    expect(await capture(fake, run)).toMatchObject({ outcome: 'incomplete' });
    const before = (await told(run.runId)).candidates.map(({ name, answered, missing }) => ({
      name,
      answered,
      missing,
    }));
    expect(before).toEqual([
      { name: 'old', answered: 20, missing: samples - 20 },
      { name: 'base', answered: samples, missing: 0 },
    ]);

    const back = provider();
    const again = retryOf(run, 'answer');
    expect(await capture(back, again)).toMatchObject({ outcome: 'done' });
    expect(back.asked).toHaveLength(samples - 20);
    expect(await answersOf(again)).toHaveLength(2 * samples);
    expect(await answersOf(run)).toHaveLength(samples + 20);
  });

  it('names a model that will not be asked as its candidate asks it, by the key to change', async () => {
    const fake = provider();
    fake.models.add('ft:picky');
    const answer = fake.answer;
    fake.answer = async (request) => {
      const problem = {
        action: 'failed',
        code: 'unsupported_value',
        message: 'HTTP 400',
        param: 'temperature',
      } as const;
      if (request.model === 'ft:picky') throw new ProviderError(problem);
      return await answer(request);
    };
    const candidates = { picky: { model: 'ft:picky' }, base: { model: 'base-model' } };
    const run = await harness.inputFor(newId(), { ...spec, candidates }, { limit: 3 });
    expect(await capture(fake, run)).toMatchObject({ outcome: 'incomplete' });
    const capturedNow = await told(run.runId);
    expect(countsOf(capturedNow)).toEqual({ picky: [3, 0, 0, 3], base: [3, 3, 0, 0] });
    expect(capturedNow.candidates[0]?.gone).toContain('candidates.picky.parameters.temperature');
    expect(fake.asked.every(({ model }) => model === 'base-model')).toBe(true);
  });

  it('captures the others to the end while one waits for a person', async () => {
    const fake = provider();
    const answer = fake.answer;
    fake.retrieveModel = async (id) => ({ id, ...(id === 'ft:old' && { shutdownDate: '2027-01-14' }) });
    let isBlocked = true;
    fake.answer = async (request) => {
      const problem = { action: 'blocked', code: 'billing', message: 'HTTP 402' } as const;
      if (isBlocked && request.model === 'ft:old') throw new ProviderError(problem);
      return await answer(request);
    };
    const run = await harness.inputFor(newId(), spec);
    const result = await harness.withWorker(fake, async () => {
      const handle = await start(run);
      const { notice } = await until(handle, ({ blocked }) => blocked !== undefined);
      expect(notice).toContain('ft:old stops on 2027-01-14');
      expect(fake.asked.filter(({ model }) => model === 'base-model')).toHaveLength(samples);
      isBlocked = false;
      await handle.executeUpdate(resumeUpdate);
      return await handle.result();
    });
    expect(result).toMatchObject({ outcome: 'done' });
    expect(fake.asked.filter(({ model }) => model === 'base-model')).toHaveLength(samples);
  });

  it('ends before anything is paid when no model is there', async () => {
    const fake = provider();
    fake.models.clear();
    const run = await harness.inputFor(newId(), spec);
    await expect(capture(fake, run)).rejects.toMatchObject({
      cause: { cause: { type: 'CannotStart', message: expect.stringContaining('no model can be asked') } },
    });
    expect(fake.asked).toHaveLength(0);
  });

  it('asks the splits that it is told, unlabelled rows without a column of answers among them', async () => {
    const file = path.join(harness.dataDirectory, 'unlabelled.parquet');
    await writeParquet(file, await fakeRows(2), { without: ['answers'] });
    const source = { train: 'train.parquet', test: 'test.parquet', unlabelled: 'unlabelled.parquet' };
    const data = { ...spec.data, source, leakage: 'refuse' as const };
    const run = await harness.inputFor(newId(), { ...spec, data }, { captures: ['unlabelled', 'test'] });
    expect(await capture(provider(), run)).toMatchObject({ outcome: 'done' });
    expect((await told(run.runId)).dataset.samples).toEqual({ unlabelled: 4, test: samples });
    const [first] = await answersOf(run);
    expect(first).toMatchObject({ id: 'unlabelled-0', split: 'unlabelled', targets: [], outcome: 'answered' });
  });

  it('takes over at temperature 0 what an earlier capture was told', async () => {
    const reusing = { ...spec, limits: { reuseAnswers: true }, prompt: { system: `Of this test: ${newId()}` } };
    const first = await harness.inputFor(newId(), reusing);
    await capture(provider(), first);
    const fake = provider();
    const second = await harness.inputFor(newId(), reusing);
    await capture(fake, second);
    expect(fake.asked).toHaveLength(0);
    const [answer] = await answersOf(second);
    expect(answer).toMatchObject({ reused_from: first.runId, asked_at: (await answersOf(first))[0]?.asked_at });
    expect((await told(second.runId)).candidates[0]).toMatchObject({ reused: samples });
  });
});
