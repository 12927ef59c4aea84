import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { writeCapture } from '../../../activities/heavy/write-capture.ts';
import { findCapture } from '../../../runs/captures.ts';
import { keys } from '../../../runs/keys.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import { findRunRecord } from '../../../runs/record.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { outcomesOf, sampleOf, specOf } from '../../fakes/samples.ts';
import { storeCapture } from '../../fakes/stored-capture.ts';

let folder: string;
let store: ArtifactStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-write-capture-'));
  store = openRuns(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const samples = [0, 1, 2].map((row) => sampleOf(row));
const spec = specOf({ candidates: { old: { model: 'ft:old' } }, verdict: undefined });

describe('writeCapture', () => {
  it('finds what an earlier attempt has written', async () => {
    const first = await storeCapture(store, { runId: 'old-model', spec, samples, answers: { old: outcomesOf('++-') } });
    const run = (await findRunRecord(store, 'old-model'))?.input;
    const later = () => new Date('2026-12-02T00:00:00.000Z');
    const second = run && (await writeCapture(store, { run, models: [], startedAt: 'later' }, () => undefined, later));
    expect(second).toEqual(first);
    expect((await findCapture(store, 'old-model'))?.capture.finishedAt).toBe('2026-12-01T09:10:00.000Z');
  });

  it('takes the first of two records of an answer, also where no shard is complete', async () => {
    const stored = { runId: 'old-model', spec, samples, answers: {} };
    await storeCaptureOfSegments();
    const capture = await findCapture(store, 'old-model');
    expect(capture?.capture.candidates[0]).toMatchObject({ asked: 3, answered: 1, failed: 0, missing: 2 });
    const ref = await store.find(keys.capture('old-model', 1, 'answers.jsonl'));
    const lines = ref ? await Array.fromAsync(store.readLines<{ text: string }>(ref)) : [];
    expect(lines.map(({ text }) => text)).toEqual(['first']);

    async function storeCaptureOfSegments(): Promise<void> {
      const segment = await store.openSegment(keys.answerShard('old-model', 'old', 0));
      for (const text of ['first', 'second']) {
        const call = { attempts: 1, milliseconds: 5 };
        await segment.append({ sampleId: 'test-1', outcome: 'answered', text, cutByLength: false, call });
      }
      await segment.close();
      await storeCapture(store, stored, [{ candidate: 'old', gone: 'HTTP 404' }]);
    }
  });
});
