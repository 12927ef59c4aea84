import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { spentSoFar } from '../../runs/spent.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { outcomesOf, sampleOf, specOf } from '../fakes/samples.ts';
import { storeAnsweredRun } from '../fakes/stored-run.ts';

let directory: string;
let store: ArtifactStore;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-spent-'));
  store = openRuns(directory);
});

afterEach(() => rm(directory, { recursive: true, force: true }));

/** Six answers of each candidate, of 900 tokens in and 6 out each. */
async function spentOn(own: Partial<RunSpecInput>, marks = '++++++') {
  const samples = Array.from({ length: marks.length }, (_, row) => sampleOf(row));
  const answers = { base: outcomesOf(marks), tuned: outcomesOf(marks) };
  await storeAnsweredRun(store, { spec: specOf(own), samples, answers });
  return spentSoFar(store, 'run-1');
}

const priced = { sandbox: { prices: { any: { input: 1000, output: 10_000 } } } };

describe('spentSoFar', () => {
  it('prices the tokens of complete shards', async () => {
    const cost = await spentOn({ providers: priced });
    expect(cost?.totals).toEqual([{ currency: 'USD', amount: expect.closeTo(2 * 6 * (0.9 + 0.06)) }]);
    expect(cost?.unpriced).toEqual([]);
  });

  it('names what has no price', async () => {
    const cost = await spentOn({ providers: { openai: { prices: { any: { input: 1, output: 1 } } } } });
    expect(cost).toEqual({ totals: [], unpriced: ['any at sandbox'] });
  });

  it('says nothing without prices, before anything was asked, and of runs that are unknown', async () => {
    expect(await spentOn({ providers: {} })).toBeUndefined();
    expect(await spentSoFar(store, 'another')).toBeUndefined();
  });
});
