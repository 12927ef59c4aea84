import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Report } from '../../domain/report/report-schema.ts';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { createFakeProvider, isProbe } from '../fakes/fake-provider.ts';
import { type Harness, quickSettings, smallSpec, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

describe('a run that asks each sample three times', () => {
  it('scores the mean, counts samples, and tells whose answers changed', async () => {
    const fake = createFakeProvider();
    const times = new Map<string, number>();
    // A shaky model that says Yes, then No, then Yes; the base model always says Yes.
    fake.answer = async (request) => {
      const { model, messages } = request;
      if (isProbe(request)) return { text: 'Yes' };
      const key = JSON.stringify([model, messages]);
      times.set(key, (times.get(key) ?? 0) + 1);
      const isShaky = model.startsWith('ft:') && times.get(key) === 2;
      return { text: isShaky ? 'No' : 'Yes', fingerprint: `fp_${model}` };
    };
    const { judge: _, ...spec } = smallSpec;
    const run = await harness.inputFor('repeats', { ...spec, repeats: 3 }, { settings: quickSettings });
    const result = await harness.withWorker(fake, () =>
      harness.client.workflow.execute<(run: RunInput) => Promise<RunResult>>('fineTuneAndEvaluate', {
        workflowId: 'repeats',
        taskQueue,
        args: [run],
      }),
    );
    const report = JSON.parse((await harness.store.read(result.report.json)).toString()) as Report;
    expect(new Set(times.values())).toEqual(new Set([3]));
    expect(fake.asked).toHaveLength(3 * 2 * report.samples);
    const [base, tuned] = ['base', 'tuned'].map(
      (name) => report.candidates.find((one) => one.name === name)?.slices[0],
    );
    expect(base).toMatchObject({ samples: report.samples, answered: report.samples, changed: 0 });
    expect(tuned).toMatchObject({ samples: report.samples, answered: report.samples, changed: report.samples });
    expect(report.execution.calls.map(({ fingerprints }) => fingerprints)).toEqual([
      ['fp_base-model'],
      [expect.any(String)],
    ]);
    const predictions = (await harness.store.read(result.report.predictions)).toString().trim().split('\n');
    expect(predictions).toHaveLength(1 + 3 * 2 * report.samples);
  });
});
