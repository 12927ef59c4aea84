import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultSettings } from '../../domain/run/plan.ts';
import type { Stage } from '../../domain/run/run.ts';
import { stagesOfRun } from '../../domain/run/stages.ts';
import { recordApproval } from '../../runs/approvals.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { reachedStage } from '../../runs/reached.ts';
import type { RunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

let folder: string;
let store: ArtifactStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-reached-'));
  store = openRuns(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const record: RunRecord = {
  startedAt: new Date(0).toISOString(),
  workflow: 'fineTuneAndEvaluate',
  input: {
    runId: 'covers',
    spec: { key: 'spec.json', sha256: '', bytes: 0, mediaType: 'application/json' },
    storeId: 'store',
    settings: defaultSettings,
    revision: 1,
    ratings: 1,
    generation: 1,
    searchAttributes: false,
  },
};

describe('reachedStage', () => {
  const base = { name: 'base', provider: 'sandbox', model: 'base-model' };
  const publish = (key: string, value: object) =>
    store.publish({ key, mediaType: 'application/json', content: JSON.stringify(value) });

  it('is the first stage whose files are not all there', async () => {
    const stages = stagesOfRun({ fineTunes: true, rates: true });
    const written: [string, object, Stage][] = [
      [keys.plan('covers'), { name: 'covers', candidates: [base] }, 'preparing'],
      [keys.dataset('covers'), {}, 'preflight'],
      [keys.job('covers', 1), { job: { id: 'ftjob-1', state: 'succeeded' } }, 'answering'],
      [keys.answerManifest('covers', 'base'), {}, 'judging'],
      [keys.ratingManifest('covers', 1), {}, 'measuring'],
      [keys.metrics('covers', 1), {}, 'reporting'],
    ];
    expect(await reachedStage(store, record, stages)).toBe('planning');
    for (const [key, value, stage] of written) {
      await publish(key, value);
      expect(await reachedStage(store, record, stages)).toBe(stage);
    }
  });

  it.each(['failed', 'cancelled'])('is fine-tuning when the job has %s', async (state) => {
    await publish(keys.plan('covers'), { name: 'covers', candidates: [base] });
    await publish(keys.dataset('covers'), {});
    await publish(keys.job('covers', 1), { job: { id: 'ftjob-1', state } });
    expect(await reachedStage(store, record, stagesOfRun({ fineTunes: true, rates: true }))).toBe('fine-tuning');
  });

  it('is fine-tuning once a job was about to be created', async () => {
    await publish(keys.plan('covers'), { name: 'covers', candidates: [base] });
    await publish(keys.dataset('covers'), {});
    const intents = await store.openSegment(keys.jobIntents('covers', 1));
    await intents.append({ at: 0 });
    await intents.close();
    expect(await reachedStage(store, record, stagesOfRun({ fineTunes: true, rates: true }))).toBe('fine-tuning');
  });

  it('is approval until somebody has approved', async () => {
    const stages = stagesOfRun({ fineTunes: false, rates: false, approves: true });
    await publish(keys.plan('covers'), { name: 'covers', candidates: [base], approval: 'required' });
    await publish(keys.dataset('covers'), {});
    const estimate = await publish(keys.estimate('covers'), {});
    const occasion = { at: new Date(0).toISOString(), revision: 1, estimate };
    await recordApproval(store, 'covers', { ...occasion, event: 'asked' });
    expect(await reachedStage(store, record, stages)).toBe('approval');
    await recordApproval(store, 'covers', { ...occasion, event: 'approved', by: 'Ada' });
    expect(await reachedStage(store, record, stages)).toBe('preflight');
  });

  it('is preflight for a run of existing models that has asked nothing', async () => {
    const stages = stagesOfRun({ fineTunes: false, rates: true });
    await publish(keys.plan('covers'), { name: 'covers', candidates: [base] });
    await publish(keys.dataset('covers'), {});
    expect(await reachedStage(store, record, stages)).toBe('preflight');
    await publish(keys.answerShard('covers', 'base', 0), {});
    expect(await reachedStage(store, record, stages)).toBe('answering');
  });

  it('is no stage that the run does without', async () => {
    await publish(keys.plan('covers'), { name: 'covers', candidates: [] });
    await publish(keys.dataset('covers'), {});
    expect(await reachedStage(store, record, ['planning', 'preparing', 'answering', 'measuring'])).toBe('measuring');
  });

  it('takes stored answers for part of preparing, and for no beginning of answering', async () => {
    const old = { ...base, name: 'old', stored: true };
    await publish(keys.plan('covers'), { name: 'covers', candidates: [old, base] });
    await publish(keys.dataset('covers'), {});
    const stages = stagesOfRun({ fineTunes: false, rates: true });
    expect(await reachedStage(store, record, stages)).toBe('preparing');
    await publish(keys.answerManifest('covers', 'old'), {});
    expect(await reachedStage(store, record, stages)).toBe('preflight');
    await publish(keys.answerManifest('covers', 'base'), {});
    expect(await reachedStage(store, record, stages)).toBe('judging');
  });
});
