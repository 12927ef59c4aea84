import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { preflightActivities } from '../../activities/preflight.ts';
import { retryOf } from '../../client/starting/retry-run.ts';
import type { AnswerOutcome } from '../../domain/answering/answer.ts';
import type { RetryStage, RunInput, RunPlan } from '../../domain/run/run.ts';
import { createPatientProvider } from '../../providers/patience.ts';
import { createThrottle } from '../../providers/throttle.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { createFakeProvider } from '../fakes/fake-provider.ts';
import { registryOf } from '../fakes/registry.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';
import { type StoredRun, storeRun } from '../fakes/stored-run.ts';

let folder: string;
let store: ArtifactStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-preflight-'));
  store = openRuns(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const provider = 'sandbox';
const plan: RunPlan = {
  name: 'covers',
  fineTune: { model: 'base-model', provider },
  candidates: ['base-model', 'other-model', 'tuned'].map((model) => ({ name: model, model, provider })),
  raters: [{ model: 'judge-model', provider }],
  repeats: 1,
};
const answered: AnswerOutcome = { outcome: 'answered', text: 'Yes', cutByLength: false };

/** The models that preflight looks for, of a run with these answers and ratings. */
async function lookedFor(stored: Partial<StoredRun>, { from, tuned }: { from?: RetryStage; tuned?: string } = {}) {
  const { run } = await storeRun(store, {
    spec: specOf({}),
    samples: [sampleOf(0, { images: [] })],
    answers: {},
    ...stored,
  });
  if (tuned) {
    const job = { id: 'ftjob-1', state: 'succeeded', fineTunedModel: tuned };
    await publishJson(store, keys.job(run.runId, 1), { job, events: [] });
  }
  const input: RunInput = from ? retryOf(run, from, stored.ratings !== undefined) : run;
  const seen: string[] = [];
  const fake = createFakeProvider();
  for (const model of ['other-model', 'ft:covers']) fake.models.add(model);
  fake.retrieveModel = async (id) => ({ id: String(seen.push(id)) });
  const providers = registryOf({ direct: fake, patient: createPatientProvider(fake, createThrottle(1)) });
  const { preflight } = preflightActivities({ store, providers });
  await quietEnvironment().run(async () => preflight({ run: input, plan }));
  return seen.sort();
}

const complete = { 'base-model': [answered], 'other-model': [answered], tuned: [answered] };

describe('preflight', () => {
  it('looks for each model once that a run will call', async () => {
    expect(await lookedFor({})).toEqual(['base-model', 'judge-model', 'other-model']);
  });

  it.each(['judge', 'report'] as const)('looks for those that a retry from %s asks what is missing', async (from) => {
    const { 'other-model': _, ...answers } = complete;
    expect(await lookedFor({ answers }, { from, tuned: 'ft:covers' })).toEqual(['judge-model', 'other-model']);
  });

  it.each(['judge', 'report'] as const)('looks for the tuned model that a retry from %s goes on with', async (from) => {
    const { tuned: _, ...answers } = complete;
    expect(await lookedFor({ answers }, { from, tuned: 'ft:covers' })).toEqual(['ft:covers', 'judge-model']);
  });

  it('looks for no model that a retry leaves alone', async () => {
    const done = { answers: complete, ratings: [] };
    expect(await lookedFor(done, { from: 'report', tuned: 'ft:covers' })).toEqual([]);
    expect(await lookedFor(done, { from: 'judge', tuned: 'ft:covers' })).toEqual(['judge-model']);
    expect(await lookedFor(done, { from: 'answer', tuned: 'ft:covers' })).toEqual(['judge-model']);
    const trainedAnew = ['base-model', 'judge-model'];
    expect(await lookedFor(done, { from: 'fine-tune', tuned: 'ft:covers' })).toEqual(trainedAnew);
  });

  it('looks for those whose answers a retry from answer asks for again, and for no other', async () => {
    const timeout: AnswerOutcome = { outcome: 'failed', code: 'timeout', reason: 'timeout' };
    const tooLarge: AnswerOutcome = { outcome: 'failed', status: 400, reason: 'HTTP 400, code too_large' };
    const answers = { ...complete, 'other-model': [tooLarge], tuned: [timeout] };
    const looked = await lookedFor({ answers }, { from: 'answer', tuned: 'ft:covers' });
    expect(looked).toEqual(['ft:covers', 'judge-model']);
  });
});
