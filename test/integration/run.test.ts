import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { retryOf } from '../../client/starting/retry-run.ts';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import { ProviderError } from '../../providers/port.ts';
import { keys } from '../../runs/keys.ts';
import { resumeUpdate, taskQueue } from '../../workflows/contract.ts';
import { createFakeProvider, type FakeProvider } from '../fakes/fake-provider.ts';
import { type Handle, until } from './faulty-runs.ts';
import { type Harness, smallSpec, startHarness } from './harness.ts';
import { historiesOf, textOf } from './histories.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

let runs = 0;
const newId = () => `run-${process.env['JEST_WORKER_ID']}-${Date.now()}-${++runs}`;

async function start(run: RunInput, workflow = 'fineTuneAndEvaluate'): Promise<Handle> {
  return harness.client.workflow.start<(run: RunInput) => Promise<RunResult>>(workflow, {
    workflowId: run.runId,
    taskQueue,
    args: [run],
  });
}

/** Answers from the question alone; the judge takes what has a `b` in it for right. */
function provider(): FakeProvider {
  const fake = createFakeProvider();
  fake.answer = async ({ model, messages }) => {
    const text = JSON.stringify(messages.at(-1)?.content);
    if (model === 'judge-model')
      return { text: JSON.stringify({ reason: 'so', label: text.includes('b') ? 'Right' : 'Wrong' }) };
    return { text: model.startsWith('ft:') ? 'Yes' : 'No' };
  };
  return fake;
}

describe('fineTuneAndEvaluate', () => {
  it('goes from covers to a verdict, asks every sample once a candidate, and keeps data out of the history', async () => {
    const fake = provider();
    const run = await harness.inputFor(newId(), smallSpec);
    const result = await harness.withWorker(fake, async () => (await start(run)).result());

    expect(result).toMatchObject({ outcome: 'done', verdict: expect.any(String) });
    expect(fake.jobs).toHaveLength(1);
    expect(fake.files).toHaveLength(1);
    const samples = fake.asked.filter(({ model }) => model !== 'judge-model');
    expect(samples).toHaveLength(120);
    expect(new Set(samples.map(({ model, messages }) => JSON.stringify([model, messages]))).size).toBe(120);
    await expectReferencesOnly(run.runId);
  });

  it('cancels the job when the run is cancelled while the job goes on', async () => {
    const fake = provider();
    fake.advance = () => undefined;
    const run = await harness.inputFor(newId(), smallSpec);
    await harness.withWorker(fake, async () => {
      const handle = await start(run);
      await until(handle, ({ stage }) => stage === 'fine-tuning');
      while (fake.jobs.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      await handle.cancel();
      await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    });
    expect(fake.jobs.map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('cancels the job when the run is cancelled while the job is being created', async () => {
    const fake = provider();
    const create = fake.createJob.bind(fake);
    const creating = Promise.withResolvers<void>();
    fake.createJob = async (request) => {
      creating.resolve();
      await new Promise((resolve) => setTimeout(resolve, 500));
      return create(request);
    };
    const run = await harness.inputFor(newId(), smallSpec);
    await harness.withWorker(fake, async () => {
      const handle = await start(run);
      await creating.promise;
      await handle.cancel();
      await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    });
    expect(fake.jobs.map(({ state }) => state)).toEqual(['cancelled']);
  });

  it('adopts the job of a create whose answer was lost', async () => {
    const fake = provider();
    const create = fake.createJob.bind(fake);
    fake.createJob = async (request) => {
      await create(request);
      throw new ProviderError({ action: 'retry', code: '500', message: 'HTTP 500' });
    };
    const run = await harness.inputFor(newId(), smallSpec);
    const result = await harness.withWorker(fake, async () => (await start(run)).result());
    expect(result.outcome).toBe('done');
    expect(fake.jobs).toHaveLength(1);
  });

  it('ends with the reason when the job fails', async () => {
    const fake = provider();
    fake.advance = (job) =>
      Object.assign(job, { state: 'failed', status: 'failed', error: { code: 'bad_data', message: '' } });
    const run = await harness.inputFor(newId(), smallSpec);
    const ended = harness.withWorker(fake, async () => (await start(run)).result());
    await expect(ended).rejects.toMatchObject({
      cause: {
        cause: {
          type: 'FineTuningFailed',
          message: 'job ftjob-1 failed (code bad_data): see its events at the provider',
        },
      },
    });
  });

  it('ends before anything is paid when a model is unknown', async () => {
    const fake = provider();
    fake.models.delete('judge-model');
    const run = await harness.inputFor(newId(), smallSpec);
    const ended = harness.withWorker(fake, async () => (await start(run)).result());
    await expect(ended).rejects.toMatchObject({ cause: { cause: { type: 'CannotStart' } } });
    expect([fake.files, fake.jobs, fake.asked]).toEqual([[], [], []]);
  });
});

describe('a retry', () => {
  it('begins where it is told, asks and pays for nothing that is there, and keeps earlier reports', async () => {
    const fake = provider();
    const run = await harness.inputFor(newId(), smallSpec);
    await harness.withWorker(fake, async () => {
      await (await start(run)).result();

      const asked = fake.asked.length;
      const rewritten = await (await start(retryOf(run, 'report'))).result();
      expect(fake.asked).toHaveLength(asked);
      expect(rewritten.report.json.key).toBe(keys.report(run.runId, 2, 'report.json'));
      expect(await harness.store.find(keys.report(run.runId, 1, 'report.json'))).toBeDefined();

      await (await start(retryOf(run, 'judge'))).result();
      const since = fake.asked.slice(asked);
      expect(new Set(since.map(({ model }) => model))).toEqual(new Set(['judge-model']));

      const rated = fake.asked.length;
      await (await start(retryOf(run, 'fine-tune'))).result();
      expect(fake.jobs).toHaveLength(2);
      const anew = fake.asked.slice(rated).filter(({ model }) => model !== 'judge-model');
      expect(new Set(anew.map(({ model }) => model))).toEqual(new Set([fake.jobs[1]?.fineTunedModel]));
    });
  });
});

describe('a second run', () => {
  it('takes the job of an earlier one that was the same in all that counts, unless told never to', async () => {
    const fake = provider();
    await harness.withWorker(fake, async () => {
      const first = await harness.inputFor(newId(), smallSpec);
      await (await start(first)).result();
      const second = await (await start(await harness.inputFor(newId(), smallSpec))).result();
      expect(fake.jobs).toHaveLength(1);
      const report = JSON.parse((await harness.store.read(second.report.json)).toString());
      expect(report.execution.tuned).toMatchObject({ reusedFrom: first.runId });

      const never = { ...smallSpec, fineTune: { model: 'base-model', reuse: 'never' as const } };
      await (await start(await harness.inputFor(newId(), never))).result();
      expect(fake.jobs).toHaveLength(2);
    });
  });
});

describe('answers of an earlier run', () => {
  const { fineTune: _, verdict: __, ...rest } = smallSpec;
  const { judge } = smallSpec;
  const spec = { ...rest, candidates: { base: { model: 'base-model' } }, limits: {} };
  const evaluate = async (input: typeof spec) =>
    (await start(await harness.inputFor(newId(), input), 'evaluateCandidates')).result();
  const askedBy = (fake: FakeProvider, model: string) => fake.asked.filter((request) => request.model === model).length;

  it('are paid once: a changed rubric pays for judging, more samples pay for those, a repetition pays for nothing', async () => {
    const fake = provider();
    await harness.withWorker(fake, async () => {
      await evaluate(spec);
      expect(askedBy(fake, 'base-model')).toBe(60);
      const rated = askedBy(fake, 'judge-model');
      expect(rated).toBeGreaterThan(0);

      const repeated = await evaluate(spec);
      expect(fake.asked).toHaveLength(60 + rated);
      const report = JSON.parse((await harness.store.read(repeated.report.json)).toString());
      expect(report.execution.calls).toMatchObject([
        { who: 'base', calls: 0, reused: 60 },
        { who: 'the judge', calls: 0, reused: rated },
      ]);

      if (judge)
        await evaluate({ ...spec, judge: { ...judge, rubric: { ...judge.rubric, instructions: 'Be strict.' } } });
      expect(askedBy(fake, 'base-model')).toBe(60);
      expect(askedBy(fake, 'judge-model')).toBe(2 * rated);

      await evaluate({ ...spec, data: { ...spec.data, take: { train: 12, test: 16 } } });
      expect(askedBy(fake, 'base-model')).toBe(80);
    });
  });

  it('are asked again behind a floating alias, which may be another model tomorrow', async () => {
    const fake = provider();
    const { answer } = fake;
    fake.answer = async (request) => ({ ...(await answer(request)), model: 'base-model-2026-01-01' });
    const { judge: _, ...unjudged } = { ...spec, prompt: { ...spec.prompt, system: 'Another prompt.' } };
    await harness.withWorker(fake, async () => {
      await evaluate(unjudged);
      await evaluate(unjudged);
    });
    expect(fake.asked).toHaveLength(120);
  });

  it("are asked again of who has not given them: what a stand-in at another address said is not the model's", async () => {
    const [standIn, real] = [provider(), provider()];
    const rehearsed = {
      ...spec,
      prompt: { ...spec.prompt, system: 'A prompt that is rehearsed.' },
      ...(judge && { judge: { ...judge, rubric: { ...judge.rubric, instructions: 'Rate as rehearsed.' } } }),
    };
    await harness.withWorker(standIn, () => evaluate(rehearsed), { identity: 'http://127.0.0.1:8765/v1' });
    const { report } = await harness.withWorker(real, () => evaluate(rehearsed));
    expect(askedBy(real, 'base-model')).toBe(askedBy(standIn, 'base-model'));
    expect(askedBy(real, 'judge-model')).toBe(askedBy(standIn, 'judge-model'));
    const { execution } = JSON.parse((await harness.store.read(report.json)).toString());
    expect(execution.calls.map(({ reused }: { reused: number }) => reused)).toEqual([0, 0]);
  });
});

describe('evaluateCandidates', () => {
  const { fineTune: _, verdict: __, ...rest } = smallSpec;
  const spec = {
    ...rest,
    candidates: { base: { model: 'base-model' }, bare: { model: 'base-model', examples: false } },
  };

  it('compares models that exist without a job', async () => {
    const fake = provider();
    const run = await harness.inputFor(newId(), spec);
    const result = await harness.withWorker(fake, async () => (await start(run, 'evaluateCandidates')).result());
    expect(result.outcome).toBe('done');
    expect(fake.jobs).toEqual([]);
  });

  it('waits for a person when the key is revoked, and asks only for what is missing once it is mended', async () => {
    const fake = provider();
    const { answer } = fake;
    let isRevoked = false;
    fake.answer = async (request) => {
      if (fake.asked.length > 20 && !isRevoked) {
        isRevoked = true;
        throw new ProviderError({
          action: 'blocked',
          code: 'invalid_api_key',
          message: 'HTTP 401, code invalid_api_key',
        });
      }
      return answer(request);
    };
    const run = await harness.inputFor(newId(), spec);
    await harness.withWorker(fake, async () => {
      const handle = await start(run, 'evaluateCandidates');
      const { blocked } = await until(handle, (progress) => progress.blocked !== undefined);
      expect(blocked).toBe('HTTP 401, code invalid_api_key');
      await handle.executeUpdate(resumeUpdate);
      expect(await handle.result()).toMatchObject({ outcome: 'done' });
    });
    const samples = fake.asked.filter(({ model }) => model !== 'judge-model');
    expect(samples).toHaveLength(121);
  });

  it('goes on after its worker is gone, and asks nothing twice', async () => {
    const fake = provider();
    const run = await harness.inputFor(newId(), spec);
    let handle: Handle | undefined;
    await harness.withWorker(fake, async () => {
      handle = await start(run, 'evaluateCandidates');
      while (fake.asked.length < 30) await new Promise((resolve) => setTimeout(resolve, 5));
    });
    const result = await harness.withWorker(fake, async () => handle?.result());
    expect(result).toMatchObject({ outcome: 'done' });
    expect(fake.asked.filter(({ model }) => model !== 'judge-model')).toHaveLength(120);
  });

  it('ends incomplete when too many samples failed', async () => {
    const fake = provider();
    const { answer } = fake;
    fake.answer = async (request) => {
      if (JSON.stringify(request.messages.at(-1)).includes('title')) {
        throw new ProviderError({ action: 'failed', code: 'invalid_image', message: 'HTTP 400, code invalid_image' });
      }
      return answer(request);
    };
    const run = await harness.inputFor(newId(), spec);
    const result = await harness.withWorker(fake, async () => (await start(run, 'evaluateCandidates')).result());
    expect(result.outcome).toBe('incomplete');
  });
});

/** No prompt, answer or image may be in the history of a run or of its children. */
async function expectReferencesOnly(runId: string): Promise<void> {
  const histories = await historiesOf(harness.client, runId, ['base', 'tuned']);
  expect(textOf(histories)).toContain(keys.dataset(runId));
  for (const event of histories.flatMap(({ events }) => events ?? [])) {
    const text = textOf(event);
    expect(text).not.toMatch(/conclusion only|Who wrote|title of this book|base64,|"Yes"|"No"|Right|Wrong/);
    expect(text.length).toBeLessThan(6000);
  }
}
