import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openRuns } from '../../runs/open-runs.ts';
import { probedImages } from '../../runs/probed-images.ts';
import { type KeptProbe, keepProbe } from '../../runs/probes.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';

let directory: string;
let store: ArtifactStore;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-probed-'));
  store = openRuns(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const at = Date.parse('2026-11-28T10:00:00Z');
const probe: KeptProbe = {
  identity: 'http://here/v1',
  model: 'gpt-6-luna',
  parameters: {},
  image: { width: 600, height: 900, bytes: 5000, mediaType: 'image/jpeg', detail: 'auto' },
  at,
  usage: { promptTokens: 730, completionTokens: 3 },
  shown: { textTokens: 30, images: 1 },
};
const tokens = async () => (await probedImages(store)).get('gpt-6-luna')?.tokens;

describe('probedImages', () => {
  it('gives what was billed beyond the texts, image by image, and who says so', async () => {
    await keepProbe(store, probe);
    expect(Object.fromEntries(await probedImages(store))).toEqual({
      'gpt-6-luna': {
        by: 'the probe of 2026-11-28',
        tokens: 700,
        size: { width: 600, height: 900 },
        detail: 'auto',
      },
    });
    await keepProbe(store, { ...probe, at: at + 1, shown: { textTokens: 30, images: 2 } });
    expect(await tokens()).toBe(350);
  });

  it('takes the newest, whoever served the model, and passes over those that tell nothing', async () => {
    const { image: _, ...blind } = probe;
    await keepProbe(store, probe);
    await keepProbe(store, {
      ...probe,
      identity: 'http://there/v1',
      at: at + 5,
      usage: { promptTokens: 830, completionTokens: 3 },
    });
    await keepProbe(store, { ...blind, at: at + 9 });
    await keepProbe(store, { ...probe, at: at + 10, shown: { textTokens: 30, images: 0 } });
    await keepProbe(store, { ...probe, identity: 'x', at: at + 11, usage: { promptTokens: 20, completionTokens: 3 } });
    expect(await tokens()).toBe(800);
  });

  it('knows nothing of an empty store', async () => {
    expect((await probedImages(store)).size).toBe(0);
  });
});
