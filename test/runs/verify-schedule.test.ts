import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Dataset } from '../../domain/data/dataset.ts';
import { publishJson, readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { verifyRun } from '../../runs/verify.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-verify-schedule-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('names a page of samples that a run shares with its schedule, and that is another since', async () => {
  const store = openRuns(folder);
  const samples = [sampleOf(0, { images: [] })];
  const { dataset } = await storeRun(store, { runId: 'own', spec: specOf(), samples, answers: {} });
  const prepared = await readJson<Dataset>(store, dataset);
  const key = keys.samplePageIn(keys.scheduleData('nightly', 'f'), 0);
  const content = `${JSON.stringify(samples[0])}\n`;
  const page = await store.publish({ key, mediaType: 'application/jsonl', content });
  const pages = { ...prepared.samples, pages: [page] };
  await publishJson(store, keys.dataset('nightly-20261128T030000'), { ...prepared, samples: pages });

  const verify = async () => (await verifyRun(openRuns(folder), 'nightly-20261128T030000')).broken;
  expect(await verify()).toEqual([]);
  await writeFile(path.join(folder, key), content.replace('test', 'text'));
  expect(await verify()).toContainEqual({ file: key, why: expect.stringContaining('is corrupted: expected sha256') });
  await rm(path.join(folder, key));
  expect(await verify()).toContainEqual({ file: key, why: expect.stringContaining('is missing') });
});
