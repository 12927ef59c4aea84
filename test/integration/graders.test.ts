import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Report } from '../../domain/report/report-schema.ts';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { ProviderError } from '../../providers/port.ts';
import { progressQuery, resumeUpdate, taskQueue } from '../../workflows/contract.ts';
import { createFakeProvider } from '../fakes/fake-provider.ts';
import { type Harness, smallSpec, startHarness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const grader = {
  type: 'score_model' as const,
  name: 'Length',
  model: 'grader-model',
  input: [{ role: 'user' as const, content: '{{item.question}} {{item.answer}} {{sample.output_text}}' }],
};

const { fineTune: _, judge, ...rest } = smallSpec;
const spec: RunSpecInput = {
  ...rest,
  candidates: { base: { model: 'base-model' }, other: { model: 'other-model' } },
  graders: { length: grader, short: { type: 'pattern', pattern: '^.{0,3}$' } },
  verdict: { compare: 'other', against: 'base', metric: 'length' },
};

/** The grader takes what has a `b` in it for right; its first calls but two fail by a key that does not hold. */
function provider({ isBlocked = false } = {}) {
  const fake = createFakeProvider();
  for (const model of ['other-model', 'grader-model']) fake.models.add(model);
  let isOpen = !isBlocked;
  fake.answer = async ({ model, messages }) => {
    const text = JSON.stringify(messages.at(-1)?.content);
    if (model === 'judge-model')
      return { text: JSON.stringify({ reason: 'so', label: text.includes('b') ? 'Right' : 'Wrong' }) };
    if (model !== 'grader-model') return { text: model === 'base-model' ? 'No' : 'Yes' };
    const asked = fake.asked.filter((request) => request.model === 'grader-model').length;
    if (!isOpen && asked > 2) {
      throw new ProviderError({ action: 'blocked', code: 'invalid_api_key', message: 'HTTP 401' });
    }
    return { text: JSON.stringify({ steps: [], result: text.includes('b') ? 1 : 0.25 }) };
  };
  return {
    fake,
    mend: () => {
      isOpen = true;
    },
  };
}

async function start(input: RunSpecInput, runId: string) {
  const run = await harness.inputFor(`${runId}-${Date.now()}`, input);
  return harness.client.workflow.start<(run: RunInput) => Promise<RunResult>>('evaluateCandidates', {
    workflowId: run.runId,
    taskQueue,
    args: [run],
  });
}

const reportOf = async ({ report }: RunResult): Promise<Report> =>
  JSON.parse((await harness.store.read(report.json)).toString());

const withoutExecution = ({ execution: _, ...report }: Report) => report;

describe('a run with graders', () => {
  it('has a model grade without a judge, blocks and resumes, and pays for no answer twice', async () => {
    const { fake, mend } = provider({ isBlocked: true });
    const undisturbed = provider();
    const report = await harness.withWorker(fake, async () => {
      const handle = await start(spec, 'graders');
      while ((await handle.query(progressQuery)).blocked === undefined) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      expect((await handle.query(progressQuery)).stage).toBe('judging');
      mend();
      await handle.executeUpdate(resumeUpdate);
      return reportOf(await handle.result());
    });
    const served = fake.asked.filter(({ model }) => model === 'grader-model').map((request) => JSON.stringify(request));
    const [graded] = report.graders ?? [];
    expect(graded).toMatchObject({ name: 'length', failed: 0, graded: new Set(served).size });
    expect(report.execution.calls).toContainEqual(
      expect.objectContaining({ who: 'grader length', calls: (graded?.graded ?? 0) + 1, probes: 1 }),
    );
    expect(report.comparison).toMatchObject({ metric: 'length', primary: { samples: 60, missing: 0 } });

    const other = await harness.withWorker(undisturbed.fake, async () =>
      reportOf(await (await start(spec, 'undisturbed')).result()),
    );
    expect(withoutExecution(other)).toEqual(withoutExecution(report));
    expect(undisturbed.fake.asked.filter(({ model }) => model === 'grader-model')).toHaveLength(graded?.graded ?? 0);
  });

  it('asks the judge and the graders in one stage, each of the model that it names', async () => {
    const { fake } = provider();
    const report = await harness.withWorker(fake, async () =>
      reportOf(await (await start({ ...spec, judge }, 'both')).result()),
    );
    expect(report.execution.calls.map(({ who }) => who)).toEqual(['base', 'other', 'the judge', 'grader length']);
    expect(report.judge).toMatchObject({ failed: 0 });
    expect(report.judge?.rated).toBe(fake.asked.filter(({ model }) => model === 'judge-model').length);
    expect(report.graders?.[0]?.graded).toBe(fake.asked.filter(({ model }) => model === 'grader-model').length);
  });

  it('ends before anything is paid when the model of a grader is unknown', async () => {
    const { fake } = provider();
    fake.models.delete('grader-model');
    const ended = harness.withWorker(fake, async () => (await start(spec, 'unknown')).result());
    await expect(ended).rejects.toMatchObject({ cause: { cause: { type: 'CannotStart' } } });
    expect(fake.asked).toEqual([]);
  });
});
