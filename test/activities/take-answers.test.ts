import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { takeAnswersActivities } from '../../activities/take-answers.ts';
import { retryOf } from '../../client/starting/retry-run.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { AnswerManifest, CandidateResult, RunInput } from '../../domain/run/run.ts';
import { readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';

let folder: string;
let store: ArtifactStore;
let run: RunInput;
let dataset: ArtifactRef;
const candidate = { name: 'old', model: 'gpt-4o', provider: 'storage', folder: 'old', stored: true as const };
const samples = Array.from({ length: 5 }, (_, row) => sampleOf(row));

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-take-'));
  store = openRuns(path.join(folder, 'store'));
  const spec = specOf({
    candidates: { old: { model: 'gpt-4o', answers: { file: 'old.csv' } }, new: { model: 'gpt-5' } },
    repeats: 2,
    verdict: undefined,
  });
  const stored = await storeRun(store, { spec, samples, answers: {} });
  run = { ...stored.run, settings: { ...stored.run.settings, shardRows: 1 } };
  dataset = stored.dataset;
  await writeFile(path.join(folder, 'old.csv'), csv);
});
afterEach(() => rm(folder, { recursive: true }));

const [first, second, third] = samples.map(({ id }) => id);
const csv = ['id,answer,repeat', `${first},Art,1`, `${first},Novel,2`, `${second},Art,1`, `${third},,1`, ''].join('\n');

const take = (input = run): Promise<CandidateResult> =>
  quietEnvironment().run(takeAnswersActivities({ store, dataDirectory: folder }).takeAnswers, {
    run: input,
    dataset,
    candidate,
  });

async function linesOf(result: CandidateResult): Promise<object[]> {
  const { shards } = await readJson<AnswerManifest>(store, result.manifest);
  return (await Promise.all(shards.map((shard) => Array.fromAsync(store.readLines<object>(shard))))).flat();
}

describe('takeAnswers', () => {
  it('writes what asking would have written, at no call', async () => {
    const result = await take();
    const call = { attempts: 0, milliseconds: 0, uncounted: 0 };
    const said = (sampleId: string, text: string) => ({
      outcome: 'answered',
      text,
      cutByLength: false,
      call,
      sampleId,
    });
    const missing = { outcome: 'failed', reason: 'not in old.csv', code: 'not-stored', call };
    expect((await linesOf(result)).slice(0, 6)).toEqual([
      said(first ?? '', 'Art'),
      { ...said(first ?? '', 'Novel'), repeat: 2 },
      said(second ?? '', 'Art'),
      { ...missing, sampleId: second, repeat: 2 },
      { outcome: 'failed', reason: 'blank in the file', code: 'blank', call, sampleId: third },
      { ...missing, sampleId: third, repeat: 2 },
    ]);
    expect(result).toMatchObject({ candidate: 'old', model: 'gpt-4o', counts: { answered: 1, refused: 0, failed: 4 } });
  });

  it('makes the same of it whenever it was killed, though the file was touched since', async () => {
    const whole = await take();
    const answers = path.join(folder, 'store', keys.answers(run.runId, 'old'));
    const files = (await readdir(answers)).sort();
    for (const kept of files.keys()) {
      for (const lost of files.slice(kept)) await rm(path.join(answers, lost), { force: true });
      await utimes(path.join(folder, 'old.csv'), new Date(), new Date(Date.now() + 60_000 * (kept + 1)));
      expect(await take()).toEqual(whole);
    }
  });

  it('reads no file again for a retry, which has a manifest of its own', async () => {
    const whole = await take();
    await rm(path.join(folder, 'old.csv'));
    const again = await take(retryOf(run, 'answer'));
    expect(again.manifest.key).not.toBe(whole.manifest.key);
    const [one, other] = [again, whole].map(({ manifest }) => readJson<AnswerManifest>(store, manifest));
    expect(await one).toEqual(await other);
  });

  it('takes nothing of a file that is another since', async () => {
    await take();
    await rm(path.join(folder, 'store', keys.answerManifest(run.runId, 'old')));
    await writeFile(path.join(folder, 'old.csv'), csv.replace('Novel', 'Poetry'));
    await expect(take()).rejects.toThrow(
      /the answers of old have changed since this run began: old\.csv had sha256 .* Put the earlier file back/,
    );
  });
});
