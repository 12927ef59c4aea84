import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { Metrics } from '../../domain/measuring/metrics-schema.ts';
import type { RunSpec } from '../../domain/spec/run-spec.ts';
import type { AnswersToGrade } from '../../runs/graded-samples.ts';
import { readJson } from '../../runs/json.ts';
import { takeLook } from '../../runs/looks.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { outcomesOf, sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';

let directory: string;
let store: ArtifactStore;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-looks-'));
  store = openRuns(directory);
});
afterEach(() => rm(directory, { recursive: true }));

// Both models exist, so that every run measures the same ones.
const candidates = { base: { model: 'base-model' }, tuned: { model: 'ft:1' } };
const spec = specOf({ fineTune: undefined, candidates });
const exact = specOf({
  fineTune: undefined,
  candidates,
  verdict: { compare: 'tuned', against: 'base', metric: 'exact' },
});

interface Visit {
  spec?: RunSpec;
  /** The images asked about, by number. */
  images?: readonly number[];
  limit?: number;
  minute?: number;
  /** Of the store that the worker has. */
  at?: ArtifactStore;
  change?: Partial<AnswersToGrade['run']>;
  /** False where a candidate answered nothing. */
  answered?: boolean;
}

const upTo = (count: number) => Array.from({ length: count }, (_, row) => row);

/** Lets a run look, as its report does. */
async function visit(runId: string, own: Visit = {}) {
  const { spec: itsSpec = spec, images = upTo(12), minute = 0, at = store, change, limit, answered = true } = own;
  const samples = images.map((image) => sampleOf(image));
  const said = outcomesOf('+'.repeat(samples.length));
  const answers = { base: said, tuned: said };
  const stored = await storeRun(at, { runId, spec: itsSpec, samples, answers, ...(limit !== undefined && { limit }) });
  const input = { ...stored, run: { ...stored.run, ...change } };
  const dataset = await readJson<Dataset>(at, stored.dataset);
  const candidates = [{ slices: [{ answered: answered ? samples.length : 0 }] }] as Metrics['candidates'];
  const now = new Date(Date.UTC(2026, 10, 24, 12, minute));
  return takeLook(at, input, itsSpec, { dataset, metrics: { candidates }, now });
}

describe('takeLook', () => {
  it('is the first look where nobody has been', async () => {
    expect(await visit('a')).toEqual({ looks: { images: 12, times: 0, runs: 0, candidates: 0, latest: [] } });
  });

  it('counts the looks of other runs at the same images', async () => {
    await visit('a');
    await visit('b');
    const { looks } = await visit('c');
    expect(looks).toMatchObject({ times: 2, runs: 2, candidates: 2 });
  });

  it('counts the runs of a schedule as one look of others, and as none of their own', async () => {
    const of = (id: string) => ({ change: { schedule: { id, slot: '2026-11-28T03:00:00Z' } } });
    await visit('a');
    await visit('nightly-1', { ...of('nightly'), minute: 1 });
    await visit('nightly-2', { ...of('nightly'), minute: 2 });
    expect((await visit('b', { minute: 3 })).looks).toMatchObject({
      times: 2,
      runs: 1,
      schedules: 1,
      latest: [{ run: 'nightly-2', schedule: 'nightly', runs: 2 }, { run: 'a' }],
    });
    expect((await visit('nightly-3', { ...of('nightly'), minute: 4 })).looks).toMatchObject({
      times: 2,
      runs: 2,
      series: { schedule: 'nightly', runs: 2 },
    });
  });

  it('does not take a schedule for exploratory since another rule was tried after its first run', async () => {
    const of = { change: { schedule: { id: 'nightly', slot: '2026-11-28T03:00:00Z' } } };
    await visit('nightly-1', { ...of, spec: exact });
    expect(await visit('b', { minute: 1 })).toHaveProperty('exploratory');
    expect(await visit('nightly-2', { ...of, spec: exact, minute: 2 })).not.toHaveProperty('exploratory');
  });

  it('counts a repeated attempt once, and a report written anew from the same ratings', async () => {
    await visit('a');
    await visit('a', { minute: 5 });
    await visit('a', { minute: 9, change: { revision: 2, from: 'report' } });
    expect((await visit('b')).looks).toMatchObject({ times: 1, runs: 1 });
  });

  it('counts ratings made anew as another look of the same run', async () => {
    await visit('a');
    await visit('a', { change: { revision: 2, ratings: 2, from: 'judge' } });
    expect((await visit('b')).looks).toMatchObject({ times: 2, runs: 1 });
  });

  it('takes no retry for an earlier measurement by its own run', async () => {
    for (const [from, minute] of [
      ['judge', 1],
      ['answer', 2],
      ['fine-tune', 3],
      ['report', 4],
    ] as const) {
      await visit('a', { minute, change: { revision: minute, ratings: minute } });
      const { looks } = await visit('a', { minute: 9, change: { revision: 9, ratings: 9, from } });
      expect(looks).toMatchObject({ times: 0, runs: 0, latest: [] });
    }
  });

  it('lets a run stay the first one when it is retried after another rule was tried', async () => {
    await visit('first');
    await visit('second', { spec: exact, minute: 1 });
    const retried = await visit('first', { minute: 2, change: { revision: 2, ratings: 2, from: 'judge' } });
    expect(retried).not.toHaveProperty('exploratory');
  });

  it('neither counts a run in which a candidate answered nothing, nor lets it fix the rule', async () => {
    expect(await visit('mute', { answered: false })).toEqual({ looks: expect.objectContaining({ times: 0 }) });
    const next = await visit('next', { spec: exact, minute: 1 });
    expect(next).toEqual({ looks: { images: 12, times: 0, runs: 0, candidates: 0, latest: [] } });
  });

  it('calls no run exploratory that answered nothing itself', async () => {
    await visit('first');
    expect(await visit('mute', { spec: exact, minute: 1, answered: false })).not.toHaveProperty('exploratory');
  });

  it('takes an enlarged test set for another look at the part that it shares, and a new one for none', async () => {
    await visit('small', { images: upTo(12) });
    const { looks } = await visit('large', { images: upTo(30), minute: 1 });
    expect(looks).toMatchObject({ images: 30, times: 1, latest: [{ run: 'small', images: 12 }] });
    expect((await visit('small-again', { images: upTo(12), minute: 2 })).looks.latest).toMatchObject([
      { run: 'large', images: 12 },
      { run: 'small', images: 12 },
    ]);
    expect((await visit('new', { images: [100, 101] })).looks.times).toBe(0);
  });

  it('counts a trial as a look at what it asked', async () => {
    await visit('trial', { limit: 5 });
    expect((await visit('a')).looks.latest).toMatchObject([{ run: 'trial', images: 5, trial: true }]);
  });

  it('loses no look when two runs look at the same time through different workers', async () => {
    const runs = upTo(6).map((index) => visit(`run-${index}`, { at: openRuns(directory) }));
    await Promise.all(runs);
    expect((await visit('last')).looks).toMatchObject({ times: 6, runs: 6 });
  });

  it.each([
    ['record', async () => (await store.list('looks/')).filter((key) => key.includes('/broken/'))],
    ['list of images', async () => [`objects/${await testSetOf('broken')}`]],
  ])('names a run whose %s is broken, and counts the others', async (_, filesOf) => {
    await visit('broken', { images: upTo(13) });
    await visit('a', { minute: 1 });
    for (const file of await filesOf()) await flipByte(file);
    const { looks } = await visit('b', { minute: 2 });
    expect(looks).toMatchObject({ times: 1, runs: 1, broken: ['broken'] });
  });

  it('heads a second rule exploratory, also on an enlarged test set, and keeps the first one as it was', async () => {
    await visit('first');
    expect((await visit('second', { spec: exact, minute: 1 })).exploratory).toContain('run first had measured');
    const larger = await visit('third', { spec: exact, images: upTo(30), minute: 2 });
    expect(larger.exploratory).toContain('on 12 of these 30 images');
    expect(await visit('fourth', { minute: 3 })).not.toHaveProperty('exploratory');
    expect(await visit('fresh', { spec: exact, images: upTo(30).map((image) => image + 100) })).not.toHaveProperty(
      'exploratory',
    );
  });
});

async function testSetOf(runId: string): Promise<string | undefined> {
  const key = (await store.list('looks/')).find((one) => one.includes(`/${runId}/`));
  return key?.split('/')[1];
}

async function flipByte(key: string): Promise<void> {
  const file = path.join(directory, key);
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
}
