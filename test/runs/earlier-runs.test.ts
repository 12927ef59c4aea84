import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Calls, Execution } from '../../domain/report/report-schema.ts';
import type { RunInput } from '../../domain/run/run.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { earlierRuns } from '../../runs/earlier-runs.ts';
import { publishJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { publishRunRecord } from '../../runs/record.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { reportOf } from '../fakes/reports.ts';
import { judgeOfTwo, sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';

let directory: string;
let store: ArtifactStore;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-earlier-'));
  store = openRuns(directory);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const accountOf = (who: string, model: string, own: Partial<Calls> = {}): Calls => {
  const counts = { calls: 40, reused: 0, promptTokens: 4000, completionTokens: 100 };
  return { who, model, models: [model], fingerprints: [], ...counts, ...own };
};
const calls = [
  accountOf('base', 'base-model'),
  accountOf('tuned', 'ft:base-model:x'),
  accountOf('the judge', 'judge-model'),
];
const judged: Partial<RunSpecInput> = { judge: judgeOfTwo };

interface Stored {
  own?: Partial<RunSpecInput>;
  schedule?: RunInput['schedule'];
  execution?: Partial<Execution>;
  limit?: number;
  day?: number;
}

/** A reported run that has trained, asked and rated. */
async function stored(
  runId: string,
  { own = judged, execution, limit, schedule, day = 1 }: Stored = {},
): Promise<void> {
  const spec = specOf(own);
  const { run } = await storeRun(store, { runId, spec, samples: [sampleOf(0)], answers: {} });
  const input = { ...run, ...(limit !== undefined && { limit }), ...(schedule && { schedule }) };
  const startedAt = `2026-11-0${day}T00:00:00.000Z`;
  await publishRunRecord(store, { startedAt, workflow: 'fineTuneAndEvaluate', input });
  const report = reportOf({ spec });
  const tuned = { jobId: 'job', model: 'ft:base-model:x' };
  const took = { startedAt: '2026-11-24T10:00:00.000Z', finishedAt: '2026-11-24T12:00:00.000Z' };
  await publishJson(store, keys.report(runId, 1, 'report.json'), {
    ...report,
    outcome: 'done',
    execution: { ...report.execution, calls, tuned, ...took, ...execution },
  });
}

/** That of the data of all reports here. */
const fingerprint = 'f'.repeat(64);
const earlier = (own = judged, data: string | undefined = fingerprint) => earlierRuns(store, specOf(own), data);

describe('earlierRuns', () => {
  it('knows nothing of an empty store', async () => {
    expect(await earlier()).toEqual({ lengths: new Map(), answered: new Map(), images: new Map() });
  });

  it('finds in a run that was the same what need not be asked or trained again, and how long all was', async () => {
    await stored('one');
    const found = await earlier();
    expect(Object.fromEntries(found.answered)).toEqual({ base: 'one', tuned: 'one', 'the judge': 'one' });
    expect(found).toMatchObject({ trainedBy: 'one', like: { run: 'one', seconds: 7200 } });
    expect(found.lengths.get('base')).toEqual({ run: 'one', tokens: 2.5 });
  });

  it('takes nothing as told on other data, but lengths and times', async () => {
    await stored('one');
    for (const data of ['e'.repeat(64), undefined]) {
      const found = await earlierRuns(store, specOf(judged), data);
      expect([found.answered.size, found.trainedBy, found.lengths.size, found.like?.run]).toEqual([
        0,
        undefined,
        3,
        'one',
      ]);
    }
  });

  it.each<[string, Partial<RunSpecInput>, string[]]>([
    ['another candidate', { candidates: { base: { model: 'other' }, tuned: { model: 'tuned' } } }, ['tuned']],
    ['more repeats', { repeats: 2 }, []],
    ['another training', { fineTune: { model: 'base-model', seed: 7 } }, ['base']],
    ['a training that is never taken over', { fineTune: { model: 'base-model', reuse: 'never' } }, ['base']],
    ['another rubric', { judge: { ...judgeOfTwo, model: 'other-judge' } }, ['base', 'tuned']],
    ['answers that are never taken over', { limits: { reuseAnswers: false } }, []],
    ['a provider elsewhere', { providers: { sandbox: { baseUrl: 'http://other/v1', keyVariable: 'KEY' } } }, []],
  ])('asks again for %s', async (_, own, told) => {
    await stored('one');
    expect([...(await earlier({ ...judged, ...own })).answered.keys()]).toEqual(told);
  });

  it('asks again behind a floating alias, and of a run that is a trial or incomplete', async () => {
    await stored('alias', { execution: { calls: [accountOf('base', 'base-model', { models: ['base-model-2026'] })] } });
    await stored('trial', { limit: 5, day: 2 });
    const { answered } = await earlier();
    expect(answered.size).toBe(0);
  });

  it.each<[string, Stored, Partial<RunSpecInput>]>([
    ['of a schedule', { schedule: { id: 'nightly', slot: '2026-11-28T03:00:00Z' } }, {}],
    ['that asked each question twice', { own: { ...judged, repeats: 2 } }, {}],
    ['like it, where both ask each question twice', { own: { ...judged, repeats: 2 } }, { repeats: 2 }],
    ['that shares nothing', { own: { ...judged, limits: { reuseAnswers: false } } }, {}],
  ])('calls nothing free for a run %s: it offers no answers', async (_, source, own) => {
    await stored('one', source);
    expect([...(await earlier({ ...judged, ...own })).answered.keys()]).toEqual([]);
  });

  it('takes answers of several times where a spec shares them always', async () => {
    const always = { ...judged, repeats: 2, limits: { reuseAnswers: 'always' as const } };
    await stored('one', { own: always });
    expect([...(await earlier(always)).answered.keys()]).toEqual(['base', 'tuned', 'the judge']);
  });

  it('prefers the newest, and passes over what is broken', async () => {
    await stored('old');
    await stored('new', { day: 3 });
    expect((await earlier()).trainedBy).toBe('new');
    await writeFile(path.join(directory, 'runs/new/revisions/1/report/report.json'), 'broken');
    expect((await earlier()).trainedBy).toBe('old');
  });
});
