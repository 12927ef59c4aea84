import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import sharp from 'sharp';
import { measureActivities } from '../../../activities/measure.ts';
import { reportActivities } from '../../../activities/report.ts';
import { carryOut } from '../../../client/cleaning/carry-out.ts';
import { planOf } from '../../../client/cleaning/plan.ts';
import { removalsOf } from '../../../client/cleaning/removals.ts';
import { cleanLines, parseAge } from '../../../client/commands/clean.ts';
import { runProgram } from '../../../client/program/program.ts';
import type { WantedCleaning } from '../../../domain/cleaning/plan-cleaning.ts';
import type { SampleImage } from '../../../domain/data/sample.ts';
import type { ArtifactRef } from '../../../domain/run/artifact.ts';
import type { RunResult } from '../../../domain/run/run.ts';
import { durationRule } from '../../../domain/schedule/duration.ts';
import { beginRun } from '../../../runs/begin-run.ts';
import { writeIntent } from '../../../runs/intents.ts';
import { publishJson } from '../../../runs/json.ts';
import { keys } from '../../../runs/keys.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import { publishRunRecord, recordedRunIds } from '../../../runs/record.ts';
import { findReport } from '../../../runs/reports.ts';
import { verifyRun } from '../../../runs/verify.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { quietEnvironment } from '../../fakes/environment.ts';
import { reportOf } from '../../fakes/reports.ts';
import { outcomesOf, sampleOf, specOf } from '../../fakes/samples.ts';
import { storeAnsweredRun, storeRun } from '../../fakes/stored-run.ts';
import { storeSchedule } from '../../fakes/stored-schedule.ts';
import { recordingTerminal } from '../terminals.ts';

const day = 86_400_000;
const now = Date.now();

let folder: string;
let store: ArtifactStore;
/** Runs that the server calls running, and that it knows as ended. */
let server: Map<string, 'RUNNING' | 'COMPLETED'>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-clean-'));
  store = openRuns(folder);
  server = new Map();
});
afterEach(() => rm(folder, { recursive: true }));

const temporal = {
  workflow: {
    getHandle: (id: string) => ({
      async describe() {
        const name = server.get(id);
        if (!name) throw new WorkflowNotFoundError('not found', id, undefined);
        return { status: { name } };
      },
    }),
  },
} as unknown as Client;

async function image(r: number): Promise<SampleImage> {
  const create = { width: 20, height: 30, channels: 3 as const, background: { r, g: 80, b: 120 } };
  const { sha256, bytes } = await store.putObject(await sharp({ create }).jpeg().toBuffer(), 'image/jpeg');
  return { sha256, bytes, mediaType: 'image/jpeg', width: 20, height: 30 };
}

/** A run over images of some colours, with its report unless it came to none. */
async function reported(runId: string, colours: readonly number[], { ended = true } = {}): Promise<void> {
  const samples = await Promise.all(
    colours.map(async (colour) =>
      sampleOf(colour, { images: [await image(colour)], group: `image-${colour}`, cluster: `image-${colour}` }),
    ),
  );
  const answers = { base: outcomesOf('+'.repeat(colours.length)), tuned: outcomesOf('-'.repeat(colours.length)) };
  const measured = await storeAnsweredRun(store, { runId, spec: specOf(), samples, answers });
  if (!ended) return;
  const environment = quietEnvironment();
  const metrics: ArtifactRef = await environment.run(async () => measureActivities({ store }).measure(measured));
  await environment.run(
    async (): Promise<RunResult> =>
      reportActivities({ store, now: () => new Date(now) }).writeReport({ ...measured, metrics }),
  );
}

/** Makes all files below a prefix some days old. */
async function age(prefix: string, days: number): Promise<void> {
  for (const { key } of await store.files(prefix))
    await utimes(path.join(folder, key), (now - days * day) / 1000, (now - days * day) / 1000);
}

const plan = (wanted: WantedCleaning) => planOf(store, temporal, wanted, now);
const older: WantedCleaning = { before: now - 30 * day, runs: [] };

async function clean(wanted: WantedCleaning) {
  return await carryOut(store, temporal, await plan(wanted), [], now);
}

const objects = async () => (await store.files('objects')).map(({ key }) => key);

describe('tempera clean', () => {
  it('takes away what an old run alone has, and leaves other runs whole', async () => {
    await reported('old', [1, 2]);
    await reported('new', [2, 3]);
    await age('', 40);
    await age('runs/new', 1);
    const [mine, shared, theirs] = await Promise.all([1, 2, 3].map(image));
    await age('objects', 40);
    const { runs, keep } = await plan(older);
    expect([runs.map(({ runId }) => runId), keep]).toEqual([['old'], []]);
    expect((await store.files('runs/old')).length).toBeGreaterThan(10);

    const before = await findReport(store, 'new');
    const cleaned = await clean(older);
    expect(cleaned.runs).toEqual(['old']);
    expect(await recordedRunIds(store)).toEqual(['new']);
    const left = await objects();
    expect(left).not.toContain(`objects/${mine?.sha256}`);
    expect(left).toEqual(expect.arrayContaining([`objects/${shared?.sha256}`, `objects/${theirs?.sha256}`]));
    const again = openRuns(folder);
    expect(await findReport(again, 'new')).toEqual(before);
    expect(await verifyRun(again, 'new')).toMatchObject({ broken: [], unchecked: 0 });
  });

  it('counts the looks of a run that is gone', async () => {
    await reported('old', [1, 2]);
    await age('', 40);
    await clean(older);
    await reported('new', [1, 2]);
    expect((await findReport(store, 'new'))?.report.execution.looks).toMatchObject({ times: 1 });
    expect((await findReport(store, 'new'))?.report.execution.looks).not.toHaveProperty('broken');
  });

  it('says so of a run that is gone, and lets nobody begin it again', async () => {
    await reported('old', [1]);
    await age('', 40);
    await clean(older);
    for (const args of [
      ['report', 'old'],
      ['verify', 'old'],
      ['gate', 'old'],
    ]) {
      const terminal = recordingTerminal();
      const env = { TEMPERA_STORE: folder, TEMPORAL_ADDRESS: '127.0.0.1:1' };
      expect(await runProgram(args, terminal, env)).toBe(2);
      expect(terminal.notes).toMatch(/run old were cleaned away on \d{4}-\d\d-\d\d/);
    }
    const input = {
      runId: 'old',
      workflow: 'evaluateCandidates' as const,
      settings: {} as never,
      searchAttributes: false,
    };
    await expect(beginRun(store, specOf(), input)).rejects.toThrow(/cleaned away/);
  });

  it('goes on where it was interrupted, whatever is wanted then', async () => {
    await reported('old', [1, 2]);
    await age('', 40);
    let removed = 0;
    const dying = {
      ...store,
      remove: async (key: string, before?: number) => {
        if (++removed > 4) throw new Error('killed');
        return store.remove(key, before);
      },
    };
    await expect(carryOut(dying, temporal, await plan(older), [], now)).rejects.toThrow('killed');
    expect(await recordedRunIds(store)).toEqual(['old']);
    await clean({ runs: [] });
    expect(await recordedRunIds(store)).toEqual([]);
    expect((await store.files('runs/old')).map(({ key }) => key.replace(/\/[^/]*$/, ''))).toEqual([
      'runs/old',
      'runs/old/hashes.jsonl.segments',
    ]);
  });

  it('refuses a run that is open, and one that was begun again since one looked', async () => {
    await reported('old', [1]);
    await age('', 40);
    server.set('old', 'RUNNING');
    expect(await plan({ runs: ['old'] })).toMatchObject({ runs: [], keep: [{ runId: 'old', why: 'it is open' }] });
    server.set('old', 'COMPLETED');
    const looked = await plan({ runs: ['old'] });
    server.set('old', 'RUNNING');
    expect(await carryOut(store, temporal, looked, [], now)).toMatchObject({ runs: [], reopened: ['old'] });
    expect(await verifyRun(store, 'old')).toMatchObject({ broken: [] });
  });

  it('keeps runs of schedules, and those of which nobody knows that they ended, unless they are named', async () => {
    await reported('nightly-1', [1]);
    const record = { startedAt: '2026-11-24T12:00:00.000Z', workflow: 'evaluateCandidates' };
    await publishJson(store, `${keys.run('scheduled')}run.json`, {
      ...record,
      input: { runId: 'scheduled', schedule: { id: 'nightly', slot: '2026-11-24T12:00:00Z' }, revision: 1 },
    });
    await reported('lost', [2], { ended: false });
    await age('', 40);
    const { runs, keep } = await plan(older);
    expect(runs.map(({ runId }) => runId)).toEqual(['nightly-1']);
    expect(keep.map(({ runId }) => runId).sort()).toEqual(['lost', 'scheduled']);
    const named = await plan({ runs: ['lost', 'scheduled'] });
    expect(named.runs.map(({ runId }) => runId).sort()).toEqual(['lost', 'scheduled']);
  });

  it('keeps the newest run that has tuned the model which a schedule looks up anew, until the schedule is deleted', async () => {
    for (const [runId, startedAt] of [
      ['older', '2026-10-01T00:00:00Z'],
      ['newest', '2026-10-02T00:00:00Z'],
    ] as const) {
      const spec = specOf({ name: 'covers' });
      const { run: input } = await storeRun(store, { runId, spec, samples: [sampleOf(1)], answers: {} });
      await publishRunRecord(store, { startedAt, workflow: 'fineTuneAndEvaluate', input });
      const report = reportOf({ spec });
      const execution = { ...report.execution, run: runId, tuned: { jobId: 'job', model: `ft:${runId}` } };
      await publishJson(store, keys.report(runId, 1, 'report.json'), { ...report, outcome: 'done', execution });
    }
    const candidates = { base: { model: 'base-model' }, tuned: { tunedBy: { spec: 'covers' } } };
    const spec = await publishJson(
      store,
      keys.scheduleSpec('nightly', 1),
      specOf({ fineTune: undefined, candidates, verdict: undefined }),
    );
    await storeSchedule(store, 'nightly', { spec });
    await age('', 40);
    const { runs, keep } = await plan(older);
    expect(runs.map(({ runId }) => runId)).toEqual(['older']);
    expect(keep).toEqual([{ runId: 'newest', why: 'a schedule needs it' }]);
    await publishJson(store, keys.scheduleEnd('nightly'), { at: '2026-11-27T00:00:00.000Z' });
    expect((await plan(older)).keep).toEqual([]);
  });

  it('keeps a run whose answers another one takes', async () => {
    await reported('old', [1]);
    await reported('new', [1]);
    const manifest = await store.find(keys.answerManifest('old', 'base'));
    await publishJson(store, keys.storedPin('new', 'base'), { run: 'old', candidate: 'base', manifest });
    await age('runs/old', 40);
    expect(await plan(older)).toMatchObject({ runs: [], keep: [{ runId: 'old', why: 'new needs it' }] });
  });

  it('keeps what a run that is open may take over, and takes away offers of others with them', async () => {
    await reported('old', [1]);
    await reported('new', [1]);
    const manifest = await store.find(keys.answerManifest('old', 'base'));
    const offer = `${keys.cache('answers', 'source')}old.json`;
    await publishJson(store, offer, { manifest });
    await publishJson(store, keys.answerReuse('new', 'base'), { source: {}, offers: [{ manifest }] });
    await age('runs/old', 40);
    server.set('new', 'RUNNING');
    expect((await plan(older)).keep).toEqual([{ runId: 'old', why: 'new needs it' }]);
    server.set('new', 'COMPLETED');
    expect((await plan(older)).offers).toEqual([offer]);
    await clean(older);
    expect(await store.find(offer)).toBeUndefined();
    expect(await verifyRun(openRuns(folder), 'new')).toMatchObject({ broken: [] });
  });

  it('spares objects that were put lately: their run may not have named them yet', async () => {
    await reported('old', [1, 2]);
    await age('', 40);
    const fresh = await image(1);
    expect(cleanLines(await plan(older), []).join('\n')).toMatch(
      /1 object of the last 24 hours, which nothing names, rest/,
    );
    await clean(older);
    expect(await objects()).toContain(`objects/${fresh.sha256}`);
    await age('objects', 2);
    await clean({ runs: [] });
    expect(await objects()).not.toContain(`objects/${fresh.sha256}`);
  });

  it('spares all objects where a file that stays cannot be read', async () => {
    await reported('old', [1]);
    await reported('new', [2]);
    await age('runs/old', 40);
    await age('objects', 40);
    const page = path.join(folder, keys.samplePage('new', 0));
    await writeFile(page, 'something else');
    const { runs, objects: unneeded } = await planOf(openRuns(folder), temporal, older, now);
    expect(runs.map(({ runId }) => runId)).toEqual(['old']);
    expect(unneeded).toEqual({ files: [], resting: [], unknown: expect.stringContaining('is corrupted') });
  });

  it('knows what a run has left at its provider, and deletes none of it that another run uses, nor any model unnamed', async () => {
    const fineTuned = { ...specOf(), fineTune: { model: 'base-model' } } as never;
    for (const runId of ['old', 'new']) {
      await storeAnsweredRun(store, { runId, spec: fineTuned, samples: [sampleOf(1)], answers: {} });
      await writeIntent(store, keys.fileIntents(runId, 1, 'a'.repeat(64)), { by: 'x', made: 'file-shared' });
    }
    await writeIntent(store, keys.fileIntents('old', 1, 'b'.repeat(64)), { by: 'y', made: 'file-own' });
    await publishJson(store, keys.job('old', 1), {
      job: { id: 'ftjob-1', state: 'succeeded', fineTunedModel: 'ft:mine' },
      events: [],
    });
    const cleaning = await plan({ runs: ['old'] });
    expect(cleaning.remote).toMatchObject([{ provider: 'sandbox', files: ['file-own'], models: ['ft:mine'] }]);
    const removals = (uploads: boolean, models: string[]) => removalsOf(store, temporal, cleaning, { uploads, models });
    expect(await removals(false, [])).toEqual([]);
    expect(await removals(true, [])).toMatchObject([{ files: ['file-own'], models: [] }]);
    expect(await removals(false, ['ft:mine'])).toMatchObject([
      { files: [], models: ['ft:mine'], run: { runId: 'old' } },
    ]);
    await expect(removals(false, ['ft:other'])).rejects.toThrow(/No run in this store has made model "ft:other"/);
    expect(cleanLines(cleaning, []).join('\n')).toMatch(
      /File file-own stays .*--uploads(.|\n)*Model ft:mine stays .*--model ft:mine/,
    );
  });

  it('refuses a run that is not there', async () => {
    await expect(plan({ runs: ['nobody'] })).rejects.toMatchObject({ ending: 'badInput' });
  });
});

describe('parseAge, by the rule of all lengths of time', () => {
  it.each([
    ['12h', day / 2],
    ['30d', 30 * day],
    ['90s', day / 960],
  ])('reads %s', (text, age) => expect(parseAge(text)).toBe(age));

  it.each(['30', 'd', '-1d', '1.5d', '8w', '0d'])('refuses %s', (text) => {
    expect(() => parseAge(text)).toThrow(durationRule);
  });
});
