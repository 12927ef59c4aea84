import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ProviderError } from '../../providers/port.ts';
import { progressQuery, resumeUpdate, taskQueue } from '../../workflows/contract.ts';
import { createFakeHost, type FakeHost } from '../fakes/fake-host.ts';
import { createFakeProvider, type FakeProvider, isProbe } from '../fakes/fake-provider.ts';
import { type Harness, smallSpec, startHarness } from './harness.ts';

let harness: Harness;
let provider: FakeProvider;
let host: FakeHost;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());
beforeEach(() => {
  provider = createFakeProvider();
  host = createFakeHost((servedAs) => provider.models.add(servedAs));
  provider.host = host;
});

const { judge: _, ...spec } = smallSpec;
let runs = 0;

async function start() {
  const runId = `deploy-${process.env['JEST_WORKER_ID']}-${++runs}`;
  const args = [await harness.inputFor(runId, { ...spec, limits: { reuseAnswers: false } })] as const;
  return harness.client.workflow.start('fineTuneAndEvaluate', { workflowId: runId, taskQueue, args: [...args] });
}

const askedModels = () => new Set(provider.asked.map(({ model }) => model));

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('a tuned model that answers only while it is deployed', () => {
  it('is deployed once before it is asked, by the name of its deployment, and released afterwards', async () => {
    const run = await start();
    const result = await harness.withWorker(provider, () => run.result());
    expect(result).toMatchObject({ outcome: 'done' });
    const name = `${run.workflowId}-1`;
    expect({ made: host.made, released: host.released }).toEqual({ made: [name], released: [name] });
    expect(askedModels()).toEqual(new Set(['base-model', `served/${name}`]));
  });

  it('is released when the run is cancelled while it is asked', async () => {
    const never = Promise.withResolvers<void>();
    provider.answer = async (request) => {
      if (request.model.startsWith('served/') && !isProbe(request)) await never.promise;
      return { text: 'Yes' };
    };
    const run = await start();
    await harness.withWorker(provider, async () => {
      await until(() => [...askedModels()].some((model) => model.startsWith('served/')));
      await run.cancel();
      never.resolve();
      await expect(run.result()).rejects.toThrow();
    });
    expect(host.released).toEqual(host.made);
    expect(host.deployments.size).toBe(0);
  });

  it('is released while the run is blocked, and deployed again once that is mended', async () => {
    let isPaid = false;
    provider.answer = async (request) => {
      if (isPaid || isProbe(request)) return { text: 'Yes' };
      throw new ProviderError({ action: 'blocked', code: 'insufficient_quota', message: 'HTTP 429' });
    };
    const run = await start();
    await harness.withWorker(provider, async () => {
      await until(async () => (await run.query(progressQuery)).blocked !== undefined);
      expect(host.deployments.size).toBe(0);
      isPaid = true;
      await run.executeUpdate(resumeUpdate);
      expect(await run.result()).toMatchObject({ outcome: 'done' });
    });
    expect(host.made).toHaveLength(2);
    expect(host.deployments.size).toBe(0);
  });
});
