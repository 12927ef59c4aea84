import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runProgram } from '../../client/program/program.ts';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { createFakeProvider, type FakeProvider } from '../fakes/fake-provider.ts';
import { type Harness, quickSettings, smallSpec, startHarness } from './harness.ts';

let harness: Harness;
let tempera: TemperaClient;
let provider: FakeProvider;
beforeAll(async () => {
  harness = await startHarness();
  tempera = createTemperaClient({ temporal: harness.client, store: harness.store });
  provider = createFakeProvider();
});
afterAll(() => harness.close());

async function run(runId: string, change: Partial<RunSpecInput> = {}): Promise<void> {
  const spec = RunSpecSchema.parse({ ...smallSpec, ...change, limits: { reuseAnswers: true } }) as RunSpec;
  await tempera.startRun(spec, { runId, settings: quickSettings });
  for await (const _ of tempera.watchRun(runId, { everyMilliseconds: 50 }));
}

async function command(...args: string[]) {
  const terminal = recordingTerminal();
  const code = await runProgram(args, terminal, {
    TEMPORAL_ADDRESS: process.env['TEMPERA_TEST_SERVER'],
    TEMPORAL_NAMESPACE: harness.client.options.namespace,
    TEMPERA_STORE: harness.storeDirectory,
    TEMPERA_DATA: harness.dataDirectory,
  });
  return { code, text: terminal.results + terminal.notes };
}

describe('tempera clean', () => {
  it('leaves a run that took over answers and model of the one that goes able to do all it could', async () => {
    const id = (name: string) => `clean-${process.env['JEST_WORKER_ID']}-${Date.now()}-${name}`;
    const [first, second, third] = [id('first'), id('second'), id('third')];
    await harness.withWorker(provider, async () => {
      for (const runId of [first, second]) await run(runId);
      await run(third, { fineTune: undefined, candidates: { base: { model: 'base-model' } }, verdict: undefined });
      const paid = provider.asked.length;
      const models = [...provider.models];

      const dry = await command('clean', '--run', first);
      expect(dry.text).toMatch(/^Would remove .*nothing is removed without --yes/);
      expect((await tempera.listRuns()).map(({ runId }) => runId)).toContain(first);

      const done = await command('clean', '--run', first, '--uploads', '--yes');
      expect([done.code, done.text]).toEqual([0, expect.stringContaining(first)]);
      expect((await tempera.listRuns()).map(({ runId }) => runId)).not.toContain(first);
      // The second run has the same training file, and nobody has named a model.
      expect([provider.files.length, [...provider.models]]).toEqual([1, models]);
      expect(await command('clean', '--older-than', '1d', '--yes')).toEqual({
        code: 0,
        text: expect.stringContaining('There is nothing to clean'),
      });

      for (const args of [
        ['verify', second],
        ['report', second],
        ['compare', third, second, '--candidate', 'base'],
      ]) {
        const { code, text } = await command(...args);
        expect([args, code, text]).toEqual([args, 0, expect.any(String)]);
      }
      await tempera.retryRun(second, 'answer');
      for await (const _ of tempera.watchRun(second, { everyMilliseconds: 50 }));
      expect((await tempera.describeRun(second)).state).toBe('done');
      expect(provider.asked.length).toBe(paid);
    });
  });

  it('deletes a file that no other run has uploaded, and a model that is named', async () => {
    const runId = `clean-${process.env['JEST_WORKER_ID']}-${Date.now()}-alone`;
    await harness.withWorker(provider, async () => {
      await run(runId, {
        fineTune: { model: 'base-model', seed: 7, reuse: 'never' },
        data: { ...smallSpec.data, take: { train: 11, test: 12 } },
      });
      const model = provider.jobs.at(-1)?.fineTunedModel ?? '';
      const file = provider.files.at(-1)?.id;
      const { code, text } = await command('clean', '--run', runId, '--uploads', '--model', model, '--yes');
      expect([code, text]).toEqual([0, expect.stringContaining(`- ${file}, at provider sandbox`)]);
      expect(provider.files.map(({ id }) => id)).not.toContain(file);
      expect(provider.models.has(model)).toBe(false);
    });
  });
});
