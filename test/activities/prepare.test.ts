import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { prepareActivities } from '../../activities/prepare.ts';
import type { Dataset, PreparedRun } from '../../domain/data/dataset.ts';
import { defaultSettings } from '../../domain/run/plan.ts';
import type { RunInput, RunPlan } from '../../domain/run/run.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { publishJson, readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { coversData, type DataFolder, makeDataFolder, writeCovers } from '../fakes/data-folder.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { fakeRows, writeParquet } from '../fakes/parquet.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;

beforeEach(async () => {
  at = await makeDataFolder();
  await writeCovers(at.data);
});
afterEach(() => at.remove());

const tunes: RunPlan = {
  name: 'covers',
  fineTune: { model: 'base-model', provider: 'sandbox' },
  candidates: [],
  repeats: 1,
};

/** What one attempt of the activity gives; each has a process of its own, as far as it can tell. */
async function prepare(
  own: Partial<RunSpecInput> = {},
  run: Partial<RunInput> = {},
  plan = tunes,
): Promise<PreparedRun> {
  const spec = await publishJson(at.store, keys.spec('run'), specOf({ data: coversData, ...own }));
  const { prepareDataset } = prepareActivities({ store: at.store, dataDirectory: at.data });
  const input: RunInput = {
    runId: 'run',
    spec,
    storeId: await at.store.id(),
    settings: defaultSettings,
    revision: 1,
    ratings: 1,
    generation: 1,
    searchAttributes: false,
    ...run,
  };
  return quietEnvironment().run(prepareDataset, { run: input, plan }) as Promise<PreparedRun>;
}

const refusal = (...args: Parameters<typeof prepare>) =>
  prepare(...args).then(
    () => undefined,
    (error: Error) => error,
  );

const changeTestData = async () => writeParquet(path.join(at.data, 'test.parquet'), await fakeRows(8, 50));

describe('prepareDataset', () => {
  it('gives references only: the data set, its files, and how many samples there are', async () => {
    const prepared = await prepare();
    expect(prepared).toMatchObject({ rows: 16, pageRows: 1000 });
    const stored = await at.store.list('runs/run/dataset/');
    expect(stored).toEqual(
      ['dataset.json', 'pin.json', 'samples/000000.jsonl', 'train.jsonl', 'validation.jsonl'].map(
        (name) => `runs/run/dataset/${name}`,
      ),
    );
    expect(JSON.stringify(prepared)).not.toMatch(/Book|question|base64/);
    expect(JSON.stringify(prepared).length).toBeLessThan(1500);
  });

  it('finds what an earlier attempt made', async () => {
    const first = await prepare();
    await rm(path.join(at.folder, 'store/objects'), { recursive: true });
    expect(await prepare()).toEqual(first);
    expect(await at.store.list('objects/')).toEqual([]);
  });

  it('goes on after an attempt that ended in the middle', async () => {
    const first = await prepare();
    await rm(path.join(at.folder, 'store', keys.dataset('run')));
    expect(await prepare()).toEqual(first);
  });

  it.each([
    ['after it was prepared', async () => undefined],
    ['before it was wholly prepared', async () => rm(path.join(at.folder, 'store', keys.dataset('run')))],
  ])('refuses data that was changed %s, with both fingerprints', async (_, interrupt) => {
    const { fingerprint } = await readJson<Dataset>(at.store, (await prepare()).dataset);
    await interrupt();
    await changeTestData();
    const error = await refusal();
    expect(error).toMatchObject({ type: 'BadInput', nonRetryable: true });
    const [then, now] = error?.message.match(/[0-9a-f]{64}/g) ?? [];
    expect(then).toBe(fingerprint);
    expect(now).not.toBe(fingerprint);
    expect(error?.message).toMatch(
      /^the data has changed since this run began: .* Put the earlier files back, or start a new run\.$/,
    );
  });

  it.each(['judge', 'report'] as const)('reads no source again for a retry from %s', async (from) => {
    const first = await prepare();
    await changeTestData();
    expect(await prepare({}, { from })).toEqual(first);
  });

  it('takes as many samples as a trial asks for', async () => {
    expect(await prepare({}, { limit: 3 })).toMatchObject({ rows: 3 });
  });

  it('writes no training files for a run without fine-tuning', async () => {
    const prepared = await prepare({}, {}, { name: 'covers', candidates: [], repeats: 1 });
    expect(Object.keys(prepared)).toEqual(['dataset', 'rows', 'pageRows']);
  });

  it('prepares a run that has no training split', async () => {
    const data = { source: { test: 'test.parquet' } };
    expect(await prepare({ data }, {}, { name: 'covers', candidates: [], repeats: 1 })).toMatchObject({ rows: 16 });
  });

  describe('ends the run as bad input for', () => {
    const testSource = (test: string) => ({ data: { source: { ...coversData.source, test } } });

    it.each<[string, Partial<RunSpecInput>, RegExp]>([
      ['a missing column', { data: { ...coversData, columns: { answers: 'replies' } } }, /column "replies" is missing/],
      ['a missing file', testSource('none.parquet'), /no file "none.parquet" in the data folder/],
      ['a path that leaves the folder', testSource('../x.parquet'), /"..\/x.parquet" lies outside the data folder/],
      [
        'an example that does not exist',
        { prompt: { system: 'A.', examples: [{ row: 99, reasoning: 'So.' }] } },
        /row 99/,
      ],
      ['too few lines', { data: { ...coversData, take: { train: 2 } } }, /4 lines are left to train on/],
      ['too large a take', { data: { ...coversData, take: { test: 9 } } }, /data.take.test is 9, but the split has 8/],
    ])('%s', async (_, own, message) => {
      await expectBadInput(own, message);
    });

    it('an image that cannot be read', async () => {
      const [row] = await fakeRows(1);
      if (row) await writeParquet(path.join(at.data, 'test.parquet'), [{ ...row, image: Buffer.from('no image') }]);
      await expectBadInput({}, /^test image 0 \(.*test\.parquet row 0\) of 8 bytes cannot be read: /);
    });

    it('an empty split', async () => {
      await writeParquet(path.join(at.data, 'test.parquet'), []);
      await expectBadInput({}, /^the test split is empty/);
    });

    it('a file that is no Parquet', async () => {
      await writeFile(path.join(at.data, 'test.parquet'), 'question,answer\n');
      await expectBadInput({}, /test\.parquet is not a Parquet file$/);
    });

    async function expectBadInput(own: Partial<RunSpecInput>, message: RegExp): Promise<void> {
      const error = await refusal(own);
      expect(error).toMatchObject({ type: 'BadInput', nonRetryable: true });
      expect(error?.message).toMatch(message);
      expect(error?.message).not.toContain('\n');
      expect(error?.cause).toBeUndefined();
      expect(await at.store.find(keys.dataset('run'))).toBeUndefined();
    }
  });
});
