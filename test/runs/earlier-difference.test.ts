import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunSpec, RunSpecInput } from '../../domain/spec/run-spec.ts';
import { earlierDifference } from '../../runs/earlier-difference.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { publishRunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { reportOf } from '../fakes/reports.ts';
import { outcomesOf, sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';

let directory: string;
let store: ArtifactStore;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-earlier-'));
  store = openRuns(directory);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** A reported run on forty images, of which so many differ; stores what a share is read from. */
async function stored(runId: string, startedAt: string, differing: number, own: Partial<RunSpecInput> = {}) {
  const spec = specOf(own);
  const { run } = await storeRun(store, { runId, spec, samples: [sampleOf(0)], answers: {} });
  await publishRunRecord(store, { startedAt, workflow: 'fineTuneAndEvaluate', input: run });
  const answers = { base: outcomesOf('-'.repeat(40)), tuned: outcomesOf('+'.repeat(differing).padEnd(40, '-')) };
  await publishJson(store, keys.report(runId, 1, 'report.json'), reportOf({ spec, answers }));
}

/** The test file that reports of {@link reportOf} name. */
const here = [{ split: 'test', sha256: 'a'.repeat(64) }];
const earlier = (spec: RunSpec, sources = here) => earlierDifference(store, spec, sources);

/** Four of forty that differ by 1: the mean is 0.1, and its standard error √(0.1 · 0.9 / 39). */
const measured = (run: string) => {
  const standardError = expect.closeTo(Math.sqrt((0.1 * 0.9) / 39), 6);
  return { run, clusters: 40, effective: 40, differing: 4, standardError };
};

describe('earlierDifference', () => {
  it('gives the difference of the newest run that compared these models', async () => {
    await stored('newer', '2026-11-02T00:00:00.000Z', 4);
    await stored('older', '2026-11-01T00:00:00.000Z', 20);
    expect(await earlier(specOf())).toEqual(measured('newer'));
  });

  it.each<[string, Partial<RunSpecInput>]>([
    ['another model', { candidates: { base: { model: 'another' }, tuned: { model: 'tuned' } } }],
    ['a model tuned from another', { fineTune: { model: 'another' } }],
    ['another metric', { verdict: { compare: 'tuned', against: 'base', metric: 'exact' } }],
    ['a slice', { verdict: { compare: 'tuned', against: 'base', slice: { answer: 'open' } } }],
  ])('takes nothing from a run with %s', async (_, own) => {
    await stored('other', '2026-11-01T00:00:00.000Z', 4, own);
    expect(await earlier(specOf())).toBeUndefined();
    expect(await earlier(specOf(own))).toEqual(measured('other'));
  });

  it('takes the pair in either order, and under other names', async () => {
    const candidates = { mine: { model: 'tuned' }, theirs: { model: 'base-model' } };
    await stored('one', '2026-11-01T00:00:00.000Z', 4);
    const turned = specOf({ candidates, verdict: { compare: 'theirs', against: 'mine' } });
    expect(await earlier(turned)).toEqual(measured('one'));
  });

  it('gives the newest run that asked about the same test files, or some of them, and no other', async () => {
    await stored('same', '2026-11-01T00:00:00.000Z', 4);
    await stored('newer', '2026-11-02T00:00:00.000Z', 20, { on: 'validation' });
    const train = { split: 'train', sha256: 'a'.repeat(64) };
    const other = { split: 'test', sha256: 'c' };
    expect(await earlier(specOf(), [...here, { ...train, sha256: 'b' }])).toEqual(measured('same'));
    expect(await earlier(specOf(), [...here, other])).toEqual(measured('same'));
    expect(await earlier(specOf(), [other, train])).toBeUndefined();
  });

  it('knows rows that are yet to be split by the file that holds them', async () => {
    await stored('same', '2026-11-01T00:00:00.000Z', 4);
    await stored('newer', '2026-11-02T00:00:00.000Z', 20, { on: 'validation' });
    expect(await earlier(specOf(), [{ split: 'all', sha256: 'a'.repeat(64) }])).toEqual(measured('same'));
    expect(await earlier(specOf(), [{ split: 'all', sha256: 'c' }])).toBeUndefined();
  });

  it('passes over runs that differed nowhere, have no report, or are broken', async () => {
    await stored('one', '2026-11-01T00:00:00.000Z', 4);
    await stored('same', '2026-11-02T00:00:00.000Z', 0);
    await stored('broken', '2026-11-03T00:00:00.000Z', 20);
    await writeFile(path.join(directory, keys.report('broken', 1, 'report.json')), '{');
    await stored('unreported', '2026-11-04T00:00:00.000Z', 20);
    await rm(path.join(directory, keys.report('unreported', 1, '')), { recursive: true });
    expect(await earlier(specOf())).toEqual(measured('one'));
  });

  it('says nothing without a verdict, and of a store that is not there', async () => {
    expect(await earlier({ ...specOf(), verdict: undefined })).toBeUndefined();
    expect(await earlierDifference(openRuns(path.join(directory, 'none')), specOf(), here)).toBeUndefined();
  });
});
