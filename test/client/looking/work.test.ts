import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { workKept, workOf } from '../../../client/looking/work.ts';
import { retryOf } from '../../../client/starting/retry-run.ts';
import { keys } from '../../../runs/keys.ts';
import { openRun } from '../../../runs/open-run.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import type { RunRecord } from '../../../runs/record.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { outcomesOf, sampleOf, specOf } from '../../fakes/samples.ts';
import { storeAnsweredRun } from '../../fakes/stored-run.ts';

let directory: string;
let store: ArtifactStore;
let first: RunRecord;

const open = { outcome: 'failed', reason: 'HTTP 402', code: '402', status: 402 } as const;
const lost = { outcome: 'failed', reason: 'HTTP 400', code: 'bad', status: 400 } as const;
const call = { attempts: 1, milliseconds: 1 };
const beat = (done: number) => [{ workflowId: 'run-1-answer-base', done, total: 2 }] as never;

/** Three shards of two: all is well in the first, one may be mended in the second, and none in the third. */
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-work-'));
  store = openRuns(directory);
  const samples = Array.from({ length: 6 }, (_, row) => sampleOf(row));
  const answers = { base: [...outcomesOf('+++'), open, lost, ...outcomesOf('+')] };
  const { run } = await storeAnsweredRun(store, { spec: specOf(), samples, answers });
  const stored = await openRun(store, 'run-1').record();
  if (!stored) throw new Error('just written');
  first = { ...stored, input: { ...run, settings: { ...run.settings, shardRows: 2 } } };
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const retried = (from: 'answer' | 'report'): RunRecord => ({ ...first, input: retryOf(first.input, from) });
const six = (done: number) => [{ name: 'base', done, total: 6 }];

async function record(layer: string, sample: number, outcome: object): Promise<void> {
  const segment = await store.openSegment(keys.answerShard('run-1', layer, 1));
  await segment.append({ sampleId: `test-${sample}`, ...outcome, call });
  await segment.close();
}

describe('workOf', () => {
  it('counts a complete shard, whatever came of it', async () => {
    expect(await workOf(store, first, 'answering', [])).toEqual(six(6));
  });

  it('counts of a shard that a retry asks again what stands, then what it was asked', async () => {
    expect(await workOf(store, retried('answer'), 'answering', [])).toEqual(six(5));
    expect(await workOf(store, retried('answer'), 'answering', beat(1))).toEqual(six(5));
    await record('base~2', 3, open);
    await record('base~2', 3, open);
    expect(await workOf(store, retried('answer'), 'answering', beat(2))).toEqual(six(6));
  });

  it('counts all that a retry from a later stage takes as it is', async () => {
    expect(await workOf(store, retried('report'), 'answering', [])).toEqual(six(6));
  });
});

describe('workKept', () => {
  it('tells of an ended retry what stands and what it has recorded', async () => {
    expect(await workKept(store, retried('answer'), 'answering')).toEqual(six(5));
    await record('base~2', 3, lost);
    expect(await workKept(store, retried('answer'), 'answering')).toEqual(six(6));
  });
});
