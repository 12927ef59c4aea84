import { cp, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadSpec } from '../../client/program/spec-file.ts';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { type FaultySandbox, startFaultySandbox } from './faulty-sandbox.ts';
import { type Harness, startHarness } from './harness.ts';

const example = fileURLToPath(new URL('../../examples/tickets/', import.meta.url));

let harness: Harness;
let sandbox: FaultySandbox;
beforeAll(async () => {
  [harness, sandbox] = await Promise.all([startHarness(), startFaultySandbox()]);
  for (const file of ['train.jsonl', 'test.jsonl']) {
    await cp(path.join(example, file), path.join(harness.dataDirectory, file));
  }
});
afterAll(async () => {
  await sandbox.close();
  await harness.close();
});

describe('the example of conversations', () => {
  it('is trained on as it was uploaded, asked as it stands, and comes to a verdict', async () => {
    const spec = (await loadSpec(`${example}tickets.yaml`)) as RunSpecInput;
    const run = await harness.inputFor(`chat-${Date.now()}`, spec);
    const result = await harness.withWorker(sandbox.provider, () =>
      harness.client.workflow.execute<(run: RunInput) => Promise<RunResult>>('fineTuneAndEvaluate', {
        workflowId: run.runId,
        taskQueue,
        args: [run],
      }),
    );
    expect(result).toMatchObject({ outcome: 'done', verdict: 'better' });

    const dataset = await harness.store.find(keys.dataset(run.runId));
    const { trainingFile } = await readJson<Dataset>(harness.store, dataset as NonNullable<typeof dataset>);
    const uploaded = trainingFile && (await harness.store.read(trainingFile));
    expect(uploaded).toEqual(await readFile(`${example}train.jsonl`));

    const report = await readJson<Report>(harness.store, result.report.json);
    expect(report).toMatchObject({ samples: 40, images: 0 });
    const tuned = report.candidates.find(({ name }) => name === 'tuned')?.slices[0];
    expect(tuned?.scores['normalised']?.mean).toBeGreaterThan(0.9);
    expect((await harness.store.read(result.report.html)).toString()).toContain('Which team should take this');
  });
});
