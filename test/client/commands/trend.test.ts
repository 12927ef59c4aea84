import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runProgram } from '../../../client/program/program.ts';
import type { TrendReport } from '../../../domain/trend/trend-report.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { storeSchedule } from '../../fakes/stored-schedule.ts';
import { type CompletedRun, slotOfDay, storeCompletedRun } from '../../fakes/stored-trend.ts';
import { recordingTerminal } from '../terminals.ts';

let folder: string;
let store: ArtifactStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-trend-'));
  store = openRuns(path.join(folder, 'store'));
  await storeSchedule(store, 'nightly');
});
afterEach(() => rm(folder, { recursive: true }));

async function run(...args: string[]): Promise<{ code: number; results: string; notes: string }> {
  const terminal = recordingTerminal();
  const code = await runProgram(['trend', ...args], terminal, { TEMPERA_STORE: path.join(folder, 'store') });
  return { code, results: terminal.results, notes: terminal.notes };
}

async function complete(...runs: (number | CompletedRun)[]): Promise<void> {
  for (const [day, completed] of runs.entries()) {
    const one = typeof completed === 'number' ? { right: completed } : completed;
    await storeCompletedRun(store, 'nightly', slotOfDay(day + 1), one);
  }
}

const falling = [38, 35, 33, 29];

describe('tempera trend', () => {
  it('says worse of runs that fall, and shows them a line each', async () => {
    await complete(...falling);
    const { code, results } = await run('nightly');
    expect(code).toBe(0);
    expect(results).toMatch(
      /^WORSE\nThe score falls by 7\.2 points a run over 4 runs, up to nightly-20261104T003900:\nquestions fell/,
    );
    expect(results).toContain('nightly: normalised match of gpt');
    expect(results).toMatch(/2026-11-01 00:39 {3}95\.0 % {2}.*─●─.* {2}baseline/);
    expect(results).toMatch(/2026-11-04 00:39 {3}72\.5 % {2}.*●.*look 2: worse/);
    for (const line of results.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('parts segments, and compares the first run of one with what came before', async () => {
    await complete(30, 31, 30, {
      right: 8,
      model: 'alias-2',
      shutdowns: [{ provider: 'openai', model: 'alias-2', date: '2099-01-01' }],
    });
    const { results } = await run('nightly');
    expect(results).toContain('── another model answers: sandbox/alias-2 ──');
    expect(results).toContain('look 2, baseline: worse');
    expect(results).toContain('alias-2 stops on 2099-01-01');
  });

  it.each([
    ['worse', falling, 10, 'not passed, since look 2 found worse'],
    ['nothing', [30, 31, 30, 30], 0, 'passed, since look 2 found nothing'],
    ['not looked at', [30, 31], 11, 'not passed, since no look has been taken yet'],
  ])('ends at the gate with a code of its table: %s', async (_, runs, code, because) => {
    await complete(...runs);
    const ended = await run('nightly', '--gate');
    expect([ended.code, ended.notes]).toEqual([code, expect.stringContaining(`Gate: ${because}`)]);
  });

  it('looks no further however often it is called', async () => {
    await complete(...falling);
    const first = await run('nightly', '--json');
    await run('nightly', '--gate');
    expect(await run('nightly', '--json')).toEqual(first);
    const trend: TrendReport = JSON.parse(first.results);
    expect(trend).toMatchObject({
      schedule: 'nightly',
      candidate: 'gpt',
      metric: 'normalised',
      word: 'worse',
      dueIn: 2,
    });
    expect(trend.runs[3]).toMatchObject({
      segment: 1,
      state: 'tested',
      score: { mean: 0.725, samples: 40, clusters: 40, missing: 0 },
    });
    expect(trend.runs.flatMap(({ looks }) => looks.map(({ k, word }) => [k, word]))).toEqual([
      [1, 'nothing'],
      [2, 'worse'],
    ]);
  });

  it('writes a page that needs no network, and that texts cannot break', async () => {
    await complete(...falling, { right: 3, model: '<script>alert(1)</script>', fingerprints: ['<b>'] });
    const file = path.join(folder, 'nightly.html');
    const { notes } = await run('nightly', '--out', file);
    expect(notes).toContain('nightly.html');
    const page = await readFile(file, 'utf8');
    expect(page).toContain('<h1>Worse</h1>');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/(src|href)="http/);
  });

  it('pins the newest runs of the present segment, which begins another one with what comes', async () => {
    await complete(...falling, 24, 24);
    expect((await run('nightly', '--gate')).code).toBe(10);
    const { code, notes } = await run('nightly', '--pin-baseline', '4');
    expect([code, notes]).toEqual([0, expect.stringContaining('nightly-20261103T003900')]);
    expect(await run('nightly', '--gate')).toMatchObject({
      code: 11,
      results: expect.stringContaining('the next run will be compared with\nthem'),
      notes:
        'Gate: not passed, since no look has been taken since the baseline was pinned, the next comes after 1 more run.\n',
    });
    await storeCompletedRun(store, 'nightly', slotOfDay(7), { right: 25 });
    const after = await run('nightly', '--gate');
    expect(after.code).toBe(0);
    expect(after.results).toContain('No look has found a fall in the present segment of 1 run,');
    expect(after.results).toContain('── a baseline was pinned ──');
    expect(after.results).toContain('look 4, baseline: nothing');
  });

  it.each([
    [['nightly', '--pin-baseline'], 'the present segment of nightly has 2 tested runs, and the baseline is to take 3'],
    [['nightly', '--pin-baseline', '2'], 'a baseline takes at least 3 runs, got 2'],
    [['nightly', '--pin-baseline', 'x'], 'expected a whole number of runs, got "x"'],
    [['weekly'], 'There is no schedule "weekly" in this store'],
    [['../nightly'], 'schedule id "../nightly"'],
  ])('refuses %j', async (args, message) => {
    await complete(30, 31);
    const { code, notes } = await run(...args);
    expect([code, notes]).toEqual([2, expect.stringContaining(message)]);
  });

  it('tells of a schedule that has not run yet', async () => {
    const { code, results } = await run('nightly');
    expect([code, results]).toEqual([
      0,
      expect.stringContaining('No run is tested yet: the next look comes after 3 more runs'),
    ]);
  });
});
