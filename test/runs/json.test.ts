import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AnswerManifest, RunPlan } from '../../domain/run/run.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import { publishJson, readIfThere } from '../../runs/json.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { shapeOf } from '../../runs/shapes.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { specOf } from '../fakes/samples.ts';

let folder: string;
let store: ArtifactStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-json-'));
  store = openRuns(folder);
});
afterEach(() => rm(folder, { recursive: true }));

describe('a JSON file of a run', () => {
  it('gets the defaults of what was not there yet when it was stored', async () => {
    const { graders: _, comparisons: __, repeats: ___, on: ____, ...early } = specOf();
    await publishJson(store, 'runs/a/spec.json', early);
    expect(await readIfThere<RunSpec>(store, 'runs/a/spec.json')).toEqual(specOf());
    await publishJson(store, 'runs/a/plan.json', { name: 'a', candidates: [] });
    expect(await readIfThere<RunPlan>(store, 'runs/a/plan.json')).toMatchObject({ repeats: 1 });
    const counts = { answered: 1, refused: 0, failed: 0 };
    await publishJson(store, 'runs/a/answers/base/manifest.json', {
      candidate: 'base',
      model: 'm',
      shards: [],
      counts,
    });
    expect(await readIfThere<AnswerManifest>(store, 'runs/a/answers/base/manifest.json')).toMatchObject({ repeats: 1 });
  });

  it('keeps what a later version has added to it', async () => {
    await publishJson(store, 'runs/a/plan.json', { name: 'a', candidates: [], repeats: 1, later: { n: 1 } });
    expect(await readIfThere(store, 'runs/a/plan.json')).toMatchObject({ later: { n: 1 } });
  });

  it('is named when it is not what is written there', async () => {
    await publishJson(store, 'runs/a/plan.json', { name: 7 });
    await expect(readIfThere(store, 'runs/a/plan.json')).rejects.toThrow(/runs\/a\/plan.json is corrupted: .* name/);
  });
});

describe('every JSON file of a run of 0.1.0', () => {
  it('has a shape, and is read by it', async () => {
    const old = openRuns(fileURLToPath(new URL('../fixtures/stores/0.1.0/', import.meta.url)));
    const files = [...(await old.list('runs')), ...(await old.list('looks'))].filter((key) => key.endsWith('.json'));
    expect(files.length).toBeGreaterThan(40);
    for (const key of files) expect(await readIfThere(old, key)).toBeDefined();
    expect(files.filter((key) => shapeOf(key).type === 'unknown')).toEqual([]);
  });
});
