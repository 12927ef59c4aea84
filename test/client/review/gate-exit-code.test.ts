import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { runProgram } from '../../../client/program/program.ts';
import { gatedReport } from '../../../client/review/gated-report.ts';
import type { Report } from '../../../domain/report/report-schema.ts';
import { publishJson } from '../../../runs/json.ts';
import { keys } from '../../../runs/keys.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import { publishRunRecord } from '../../../runs/record.ts';
import { requireReport } from '../../../runs/reports.ts';
import { reportOf } from '../../fakes/reports.ts';
import { judgeOfTwo, outcomesOf, said, sampleOf, specOf } from '../../fakes/samples.ts';
import { storeRun } from '../../fakes/stored-run.ts';
import { recordingTerminal } from '../terminals.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-gate-'));
});
afterEach(() => rm(folder, { recursive: true }));

const run = 'run-1';
const answers = (base: string, tuned: string) => ({ answers: { base: outcomesOf(base), tuned: outcomesOf(tuned) } });
const [right, wrong] = ['+'.repeat(40), '-'.repeat(40)];
const better = reportOf(answers(wrong, right));
const explored = { ...better, execution: { ...better.execution, exploratory: 'run a looked first' } };

const none = { samples: 0, images: 0, shown: [] };
const sharedImages = { train: { samples: 40, images: 40, shown: [] }, examples: none };
const shared = reportOf({ ...answers(wrong, right), audit: { sharedImages } });

/** Stores reports as the revisions of a run, and runs a command on them. */
async function tempera(reports: readonly Report[], ...args: string[]) {
  const store = openRuns(folder);
  for (const [index, report] of reports.entries()) {
    const key = keys.report(run, index + 1, 'report.json');
    await store.publish({ key, mediaType: 'application/json', content: JSON.stringify(report) });
  }
  const terminal = recordingTerminal();
  const exitCode = await runProgram(args, terminal, { TEMPERA_STORE: folder });
  return { exitCode, results: terminal.results, notes: terminal.notes };
}

describe('tempera gate', () => {
  it.each(['gate', 'report'])('%s says that a retry has begun which has no report yet', async (command) => {
    const { run: input } = await storeRun(openRuns(folder), { spec: specOf(), samples: [sampleOf(0)], answers: {} });
    const begin = (revision: number) =>
      publishRunRecord(openRuns(folder), {
        startedAt: '2026-11-24T12:00:00.000Z',
        workflow: 'fineTuneAndEvaluate',
        input: { ...input, revision },
      });
    const begun = 'report of revision 1: the retry that began as revision 2 has none';
    await begin(1);
    const ofRun = { ...better, execution: { ...better.execution, run } };
    expect((await tempera([ofRun], command, run)).notes).not.toContain('revision');
    await begin(2);
    const { exitCode, notes } = await tempera([], command, run);
    expect({ exitCode, notes }).toEqual({ exitCode: 0, notes: expect.stringContaining(begun) });
  });

  it.each<[number, string, Report]>([
    [0, 'the verdict that is demanded', better],
    [5, 'a run that is incomplete', reportOf(answers(wrong, '!'.repeat(40)))],
    [10, 'worse', reportOf(answers(right, wrong))],
    [11, 'undecided', reportOf(answers('-+'.repeat(20), '+-'.repeat(20)))],
    [11, 'a trial', reportOf({ isTrial: true })],
    [12, 'another verdict than is demanded', reportOf(answers('+'.repeat(200), '+'.repeat(200)))],
    [13, 'an exploratory report', explored],
    [15, 'answers that are empty', reportOf({ answers: { base: outcomesOf(wrong), tuned: Array(40).fill(said('')) } })],
    [5, 'ratings that failed', reportOf({ ...answers(wrong, right), spec: specOf({ judge: judgeOfTwo }) })],
    [0, 'a test set that is shared and kept', shared],
    [14, 'a report on the validation split', reportOf({ spec: specOf({ on: 'validation' }) })],
  ])('ends with %i for %s', async (code, _, report) => {
    expect((await tempera([report], 'gate', run)).exitCode).toBe(code);
  });

  it('says why', async () => {
    const { results } = await tempera([reportOf(answers(right, wrong))], 'gate', run);
    expect(results.trim()).toBe('Gate: not passed, since the verdict is worse, and the spec demands better.');
  });

  it('tells a script the same', async () => {
    const { results } = await tempera([explored], 'gate', run, '--json');
    expect(JSON.parse(results)).toEqual({
      run,
      passed: false,
      demand: 'better',
      verdict: 'better',
      because: 'run a looked first',
      ending: 'gateExploratory',
      exitCode: 13,
    });
  });

  it('is headed by what spoils a verdict also where that passes', async () => {
    const { results, exitCode } = await tempera([shared], 'report', run, '--gate');
    expect([exitCode, results]).toEqual([0, expect.stringMatching(/^SHARED DATA: 40 of 40 questions/)]);
  });

  it('ends the showing of a trial in which a candidate answered nothing as incomplete', async () => {
    const trial = reportOf({ ...answers(wrong, '!'.repeat(40)), isTrial: true, spec: specOf({ verdict: undefined }) });
    const { exitCode, results } = await tempera([trial], 'report', run);
    expect([exitCode, results]).toEqual([5, expect.stringContaining('the run does not work')]);
  });

  it('ends the showing of a trial that works as done', async () => {
    const works = reportOf({ isTrial: true, spec: specOf({ verdict: undefined }) });
    expect((await tempera([works], 'report', run)).exitCode).toBe(0);
  });

  it('looks at the newest report', async () => {
    expect((await tempera([better, reportOf(answers(right, wrong))], 'gate', run)).exitCode).toBe(10);
  });

  it('is what --gate does to a report that is shown', async () => {
    const { exitCode, results, notes } = await tempera([explored], 'report', run, '--gate');
    expect(exitCode).toBe(13);
    expect(results).toContain('EXPLORATORY: run a looked first.');
    expect(notes).toContain('Gate: not passed, since run a looked first.');
    expect((await tempera([explored], 'report', run)).exitCode).toBe(0);
  });

  it('refuses a report that was changed after it was written, by name', async () => {
    await tempera([reportOf(answers(right, wrong))], 'gate', run);
    const file = path.join(folder, keys.report(run, 1, 'report.json'));
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"worse"', '"better"'));
    const { exitCode, notes } = await tempera([], 'gate', run);
    expect(exitCode).toBe(4);
    expect(notes).toContain('revisions/1/report/report.json is corrupted');
  });

  it('asks the history also where the index is gone', async () => {
    await tempera([better], 'gate', run);
    const store = openRuns(folder);
    const ref = await store.find(keys.report(run, 1, 'report.json'));
    const hashes = await publishJson(store, keys.hashes(run, 1), { files: [ref] });
    await rm(path.join(folder, `${keys.hashIndex(run)}.segments`), { recursive: true });
    const ask = async () => {
      const anew = openRuns(folder);
      return gatedReport(anew, await requireReport(anew, run), { TEMPORAL_ADDRESS: 'any:1' }, async () => hashes);
    };
    expect(await ask()).toEqual(better);
    await writeFile(path.join(folder, keys.report(run, 1, 'report.json')), JSON.stringify(explored));
    await expect(ask()).rejects.toThrow("report.json is corrupted: the run's history names sha256");
  });

  it('names a file of a report that is gone', async () => {
    const { exitCode, notes } = await tempera([better], 'report', run, '--format', 'csv');
    expect([exitCode, notes]).toEqual([4, expect.stringContaining('report/predictions.csv is not there')]);
  });

  it('computes the verdict of a report of 0.1.0 anew, whatever the file says', async () => {
    const old = fileURLToPath(new URL('../../fixtures/stores/0.1.0/', import.meta.url));
    await cp(old, folder, { recursive: true });
    const before = await tempera([], 'gate', 'tuned-1', '--json');
    const file = path.join(folder, keys.report('tuned-1', 1, 'report.json'));
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('"undecided"', '"better"'));
    const after = await tempera([], 'gate', 'tuned-1', '--json');
    expect(JSON.parse(before.results)).toMatchObject({ passed: false });
    expect(after.results).toBe(before.results);
    expect((await tempera([], 'report', 'tuned-1')).notes).toContain('stored by 0.1.0, not checked');
  });
});
