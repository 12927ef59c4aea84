import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultSettings } from '../../domain/run/plan.ts';
import { checkedStore } from '../../runs/checked-store.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { publishRunRecord, type RunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { createFolderStore } from '../../storage/folder-store.ts';

let folder: string;
let store: ArtifactStore;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-checked-'));
  store = openRuns(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const file = (key: string, content: string) => ({ key, mediaType: 'application/json', content });
async function change(key: string, content: string): Promise<void> {
  await mkdir(path.dirname(path.join(folder, key)), { recursive: true });
  await writeFile(path.join(folder, key), content);
}

const recordOf = (runId: string, revision: number): RunRecord => ({
  startedAt: '2026-11-24T12:00:00.000Z',
  workflow: 'evaluateCandidates',
  input: {
    runId,
    spec: { key: `runs/${runId}/spec.json`, sha256: 'a'.repeat(64), bytes: 1, mediaType: 'application/json' },
    storeId: 'store',
    settings: defaultSettings,
    revision,
    ratings: 1,
    generation: 1,
    searchAttributes: false,
  },
});

describe('a file of a run', () => {
  it('is found as it was written, by every process', async () => {
    const ref = await store.publish(file('runs/a/plan.json', '{"n":1}'));
    expect(await store.find('runs/a/plan.json')).toEqual(ref);
    expect(await openRuns(folder).find('runs/a/plan.json')).toEqual(ref);
  });

  it('is named once it is another one', async () => {
    await store.publish(file('runs/a/plan.json', '{"n":1}'));
    await change('runs/a/plan.json', '{"n":2}');
    for (const reader of [store, openRuns(folder)]) {
      const found = reader.find('runs/a/plan.json');
      await expect(found).rejects.toThrow(/runs\/a\/plan.json is corrupted: it was written with sha256 .*, found/);
    }
    const again = store.publish(file('runs/a/plan.json', '{"n":1}'));
    await expect(again).rejects.toThrow('runs/a/plan.json is corrupted');
  });

  it('is named when the index of its run is gone, and gets no new one', async () => {
    await publishRunRecord(store, recordOf('a', 1));
    await rm(path.join(folder, 'runs/a/hashes.jsonl.segments'), { recursive: true });
    const gone = 'runs/a/hashes.jsonl.segments is missing, against which the files of run a are held';
    await expect(openRuns(folder).find('runs/a/run.json')).rejects.toThrow(gone);
    await expect(openRuns(folder).publish(file('runs/a/plan.json', '{}'))).rejects.toThrow(gone);
    await expect(openRuns(folder).find('runs/a/run.json')).rejects.toThrow(gone);
  });

  it('is named when the index is gone that a retry of an older run has begun', async () => {
    await change('runs/a/run.json', JSON.stringify(recordOf('a', 1)));
    expect(await store.find('runs/a/run.json')).toBeDefined();
    await publishRunRecord(store, recordOf('a', 2));
    expect(await openRuns(folder).find('runs/a/run.json')).toBeDefined();
    await rm(path.join(folder, 'runs/a/hashes.jsonl.segments'), { recursive: true });
    await expect(openRuns(folder).find('runs/a/run.json')).rejects.toThrow('hashes.jsonl.segments is missing');
  });

  it('is named when nobody has written it', async () => {
    await store.publish(file('runs/a/run.json', '{}'));
    await change('runs/a/plan.json', '{}');
    await expect(store.find('runs/a/plan.json')).rejects.toThrow('not among the files that this run has written');
  });

  it('is noted before it appears, so that a kill in between leaves no file without a note', async () => {
    const dying = checkedStore({
      ...createFolderStore(folder),
      publish: async (_artifact, note) => {
        await note?.({ key: 'runs/a/plan.json', sha256: 'a'.repeat(64), bytes: 1, mediaType: '' });
        throw new Error('killed');
      },
    });
    await expect(dying.publish(file('runs/a/plan.json', '1'))).rejects.toThrow('killed');
    expect(await store.find('runs/a/plan.json')).toBeUndefined();
    const ref = await store.publish(file('runs/a/plan.json', '2'));
    expect(await openRuns(folder).find('runs/a/plan.json')).toEqual(ref);
  });

  it('keeps its note when several processes publish at once', async () => {
    const stores = Array.from({ length: 4 }, () => openRuns(folder));
    await Promise.all(
      stores.flatMap((one, by) => [0, 1, 2].map((n) => one.publish(file(`runs/a/${n}.json`, `{"by":${by}}`)))),
    );
    for (const n of [0, 1, 2]) expect(await openRuns(folder).find(`runs/a/${n}.json`)).toBeDefined();
  });

  it('shares the segment of its note with others that are written soon after', async () => {
    for (let n = 0; n < 20; n++) await store.publish(file(`runs/a/${n}.json`, '{}'));
    expect(await readdir(path.join(folder, 'runs/a/hashes.jsonl.segments'))).toHaveLength(1);
  });
});

describe('a run of before there were indexes', () => {
  beforeEach(async () => {
    await createFolderStore(folder).publish(file('runs/old/run.json', '{"old":true}'));
  });

  it('is read as it is', async () => {
    expect(await store.find('runs/old/run.json')).toBeDefined();
  });

  it('goes on with files that are checked', async () => {
    await store.publish(file('runs/old/retries/000002.json', '{"n":1}'));
    expect(await openRuns(folder).find('runs/old/run.json')).toBeDefined();
    await change('runs/old/retries/000002.json', '{"n":2}');
    await expect(openRuns(folder).find('runs/old/retries/000002.json')).rejects.toThrow('is corrupted');
  });
});
