import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Rating } from '../../domain/grading/rating.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { recordProbe } from '../../runs/probes.ts';
import { publishRunRecord } from '../../runs/record.ts';
import { spentSoFar } from '../../runs/spent.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { judgeOfTwo, outcomesOf, sampleOf, specOf } from '../fakes/samples.ts';
import { storeAnsweredRun, storeRun } from '../fakes/stored-run.ts';

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

  it('prices tokens that the provider still knew by their own price', async () => {
    const usage = { promptTokens: 1000, cachedTokens: 600, completionTokens: 0 };
    const call = { attempts: 1, milliseconds: 5, usage };
    await recordProbe(store, 'run-1', { who: 'base', outcome: 'answered', call, at: 0 });
    const cost = await spentOn({
      providers: { sandbox: { prices: { any: { input: 1000, cached: 100, output: 10_000 } } } },
    });
    expect(cost?.totals).toEqual([{ currency: 'USD', amount: expect.closeTo(2 * 6 * (0.9 + 0.06) + 0.4 + 0.06) }]);
  });

  it('prices the small questions that were asked before all others', async () => {
    const call = { attempts: 1, milliseconds: 5, usage: { promptTokens: 1000, completionTokens: 0 } };
    await recordProbe(store, 'run-1', { who: 'base', outcome: 'answered', call, at: 0 });
    const cost = await spentOn({ providers: priced });
    expect(cost?.totals).toEqual([{ currency: 'USD', amount: expect.closeTo(2 * 6 * (0.9 + 0.06) + 1) }]);
  });

  it('counts what a retry asked again beside what it was asked before, and what it took over once', async () => {
    const spec = specOf({ providers: priced });
    const samples = [sampleOf(0), sampleOf(1)];
    const { run } = await storeAnsweredRun(store, { spec, samples, answers: { base: outcomesOf('+!') } });
    const call = { attempts: 2, milliseconds: 9, usage: { promptTokens: 900, completionTokens: 6 } };
    const first = (await store.find(keys.answerShard('run-1', 'base', 0))) as ArtifactRef;
    const [stands] = await Array.fromAsync(store.readLines(first));
    const lines = [stands, { sampleId: 'test-1', outcome: 'answered', text: 'right', cutByLength: false, call }];
    const content = lines.map((line) => `${JSON.stringify(line)}\n`);
    await store.publish({ key: keys.answerShard('run-1', 'base~2', 0), mediaType: 'application/jsonl', content });
    await publishRunRecord(store, {
      startedAt: '2026-11-25T12:00:00.000Z',
      workflow: 'evaluateCandidates',
      input: { ...run, revision: 2, from: 'answer' },
    });
    expect((await spentSoFar(store, 'run-1'))?.totals).toEqual([
      { currency: 'USD', amount: expect.closeTo(3 * (0.9 + 0.06)) },
    ]);
  });

  it('counts the answers of a model that was trained before another, and ratings of each retry', async () => {
    const prices = { 'ft:base-model': { input: 1000, output: 10_000 }, 'judge-model': { input: 1000, output: 10_000 } };
    const spec = specOf({ providers: { sandbox: { prices } }, judge: judgeOfTwo });
    const call = { attempts: 1, milliseconds: 9, usage: { promptTokens: 900, completionTokens: 6 } };
    const rating = { itemId: 'item', outcome: 'rated' as const, label: 'Close', reason: '', call } as Rating;
    const run = { spec, samples: [sampleOf(0)], answers: { tuned: outcomesOf('+') }, ratings: [rating] };
    const { run: input } = await storeRun(store, run);
    const candidates = [{ name: 'tuned', model: 'tuned', provider: 'sandbox' }];
    await publishJson(store, keys.plan('run-1'), { name: 'covers', candidates });
    await publishRunRecord(store, {
      startedAt: '2026-11-25T12:00:00.000Z',
      workflow: 'fineTuneAndEvaluate',
      input: { ...input, revision: 2, ratings: 2, generation: 2, from: 'fine-tune' },
    });
    const cost = await spentSoFar(store, 'run-1');
    expect(cost?.totals).toEqual([{ currency: 'USD', amount: expect.closeTo(2 * (0.9 + 0.06)) }]);
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
