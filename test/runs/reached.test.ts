import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultSettings, stageOrder } from '../../domain/plan.ts';
import type { Stage } from '../../domain/run.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { reachedStage, retryStageOf } from '../../runs/reached.ts';
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
  it('is the first stage whose files are not all there', async () => {
    const plan = { name: 'covers', candidates: [{ name: 'base', provider: 'sandbox', model: 'base-model' }] };
    const written: [string, Stage][] = [
      [keys.plan('covers'), 'preparing'],
      [keys.dataset('covers'), 'fine-tuning'],
      [keys.job('covers', 1), 'answering'],
      [keys.answerManifest('covers', 'base'), 'judging'],
      [keys.ratingManifest('covers', 1), 'measuring'],
      [keys.metrics('covers', 1), 'reporting'],
    ];
    expect(await reachedStage(store, record, stageOrder)).toBe('planning');
    for (const [key, stage] of written) {
      await store.publish({ key, mediaType: 'application/json', content: JSON.stringify(plan) });
      expect(await reachedStage(store, record, stageOrder)).toBe(stage);
    }
  });

  it('is no stage that the run does without', async () => {
    const plan = { name: 'covers', candidates: [] };
    for (const key of [keys.plan('covers'), keys.dataset('covers')]) {
      await store.publish({ key, mediaType: 'application/json', content: JSON.stringify(plan) });
    }
    expect(await reachedStage(store, record, ['planning', 'preparing', 'answering', 'measuring'])).toBe('measuring');
  });
});

describe('retryStageOf', () => {
  it.each<[Stage, string]>([
    ['uploading', 'fine-tune'],
    ['answering', 'answer'],
    ['judging', 'judge'],
    ['measuring', 'report'],
  ])('goes on with %s from %s', (stage, from) => {
    expect(retryStageOf(stage, stageOrder)).toBe(from);
  });

  it('never makes a model for a run that makes none', () => {
    expect(retryStageOf('preparing', ['planning', 'preparing', 'answering'])).toBe('answer');
  });
});
