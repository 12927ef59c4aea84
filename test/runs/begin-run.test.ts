import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultSettings } from '../../domain/run/plan.ts';
import { type BeginOptions, beginRun } from '../../runs/begin-run.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { findRunRecord } from '../../runs/record.ts';
import { specOf } from '../fakes/samples.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-begin-'));
});
afterEach(() => rm(folder, { recursive: true }));

const begin = (options: Partial<BeginOptions> = {}) =>
  beginRun(openRuns(folder), specOf(), {
    runId: 'r1',
    workflow: 'evaluateCandidates',
    settings: defaultSettings,
    searchAttributes: false,
    ...options,
  });

describe('beginRun', () => {
  it('gives what is stored, so that a retry finds the shards that the run has made', async () => {
    const first = await begin({ settings: { ...defaultSettings, shardRows: 20 } });
    const again = await begin({ settings: { ...defaultSettings, shardRows: 50 } });
    expect(again).toEqual(first);
    expect(await findRunRecord(openRuns(folder), 'r1')).toEqual(again);
  });

  it('goes by the server of now in what that server knows', async () => {
    await begin();
    expect((await begin({ searchAttributes: true })).input.searchAttributes).toBe(true);
  });

  it('refuses a run of another kind by the same id', async () => {
    await begin();
    await expect(begin({ limit: 5 })).rejects.toThrow('and this one would be evaluateCandidates, a trial of 5 samples');
  });

  it('refuses a capture of other splits by the same id', async () => {
    await begin({ workflow: 'captureAnswers', captures: ['test'] });
    await expect(begin({ workflow: 'captureAnswers', captures: ['test', 'unlabelled'] })).rejects.toThrow(
      'run r1 is captureAnswers, of test, and this one would be captureAnswers, of test and unlabelled',
    );
  });
});
