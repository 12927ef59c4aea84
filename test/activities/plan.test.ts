import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { planActivities } from '../../activities/plan.ts';
import type { RunInput, RunPlan } from '../../domain/run/run.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import type { ProviderRegistry } from '../../providers/registry.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { specOf } from '../fakes/samples.ts';

let folder: string;
let store: ArtifactStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-plan-'));
  store = openRuns(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const corp = 'https://corp.example/v1';

async function planOf(own: Partial<RunSpecInput>, fineTunes = true, identity = corp, hosts = false): Promise<RunPlan> {
  const providers = {
    identityOf: async () => identity,
    connect: () => ({ direct: { ...(hosts && { host: {} }) } }),
  } as unknown as ProviderRegistry;
  const content = JSON.stringify(specOf(own));
  const spec = await store.publish({ key: keys.spec('r1'), mediaType: 'application/json', content });
  const run = { runId: 'r1', spec } as RunInput;
  return quietEnvironment().run(planActivities({ store, providers }).planRun, { run, fineTunes });
}

const fineTune = { model: 'base-model', provider: 'corp' };
const specProviders = { corp: { baseUrl: 'https://corp.example/v1', keyVariable: 'CORP_KEY' } };

describe('planRun', () => {
  it('says before a job is created where one whose creation was lost cannot be found again', async () => {
    expect(await planOf({ fineTune, providers: specProviders })).toMatchObject({
      fineTune,
      beforeJob: expect.stringMatching(/^corp is not known to give back the metadata of a job/),
    });
  });

  it.each([
    ['openai', 'https://api.openai.com/v1'],
    ['openai', 'https://api.openai.com/v1 (headers 0123456789ab)'],
    ['sandbox', 'sandbox 1'],
  ])('says nothing of that for %s at %s', async (provider, identity) => {
    expect(await planOf({ fineTune: { ...fineTune, provider } }, true, identity)).not.toHaveProperty('beforeJob');
  });

  it("says it of what stands elsewhere by OpenAI's name", async () => {
    expect(await planOf({ fineTune: { ...fineTune, provider: 'openai' } })).toHaveProperty('beforeJob');
  });

  it('says nothing of that where no job is created', async () => {
    const plan = await planOf(
      { fineTune, providers: specProviders, candidates: { base: { model: 'base-model' } }, verdict: undefined },
      false,
    );
    expect(plan).not.toHaveProperty('beforeJob');
  });

  it.each([true, false])('says whether the tuned model has to be deployed before it answers: %s', async (hosts) => {
    const { deploys = false } = await planOf({ fineTune, providers: specProviders }, true, corp, hosts);
    expect(deploys).toBe(hosts);
  });
});
