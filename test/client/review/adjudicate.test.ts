import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { measureActivities } from '../../../activities/measure.ts';
import { reportActivities } from '../../../activities/report.ts';
import { runProgram } from '../../../client/program/program.ts';
import type { AnswerOutcome } from '../../../domain/answering/answer.ts';
import type { Sample } from '../../../domain/data/sample.ts';
import type { ArtifactRef } from '../../../domain/run/artifact.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { quietEnvironment } from '../../fakes/environment.ts';
import { imageOf } from '../../fakes/parquet.ts';
import { outcomesOf, said, sampleOf, specOf } from '../../fakes/samples.ts';
import { storeAnsweredRun } from '../../fakes/stored-run.ts';
import { recordingTerminal } from '../terminals.ts';

let folder: string;
let store: ArtifactStore;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-adjudicate-'));
  store = openRuns(path.join(folder, 'store'));
  file = path.join(folder, 'disputed.csv');
  await reportRun();
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Twelve samples, of which both candidates err alike at four; `tuned` has four more right than `base`. */
async function reportRun(runId = 'run-1', own: Partial<RunSpecInput> = {}): Promise<void> {
  const samples = await Promise.all(Array.from({ length: 12 }, (_, row) => sampleWithImage(row)));
  const alike: AnswerOutcome[] = ['=1+1', 'one', 'two', 'three'].map(said);
  const answers = {
    base: [...alike, ...outcomesOf('++++----')],
    tuned: [...alike, ...outcomesOf('++++++++')],
  };
  const stored = await storeAnsweredRun(store, { runId, spec: specOf(own), samples, answers });
  const environment = quietEnvironment();
  const metrics: ArtifactRef = await environment.run(async () => measureActivities({ store }).measure(stored));
  await environment.run(async () => reportActivities({ store }).writeReport({ ...stored, metrics }));
}

async function sampleWithImage(row: number): Promise<Sample> {
  const content = await imageOf(row);
  const { sha256, bytes } = await store.putObject(content, 'image/jpeg');
  return sampleOf(row, { images: [{ sha256, bytes, mediaType: 'image/jpeg', width: 24, height: 32 }] });
}

async function tempera(...args: string[]) {
  const terminal = recordingTerminal();
  const exitCode = await runProgram(args, terminal, { TEMPERA_STORE: path.join(folder, 'store') });
  return { exitCode, results: terminal.results, notes: terminal.notes };
}

/** Fills in a choice for each row, by whether `right` (the target) is the first of its texts. */
async function choose(choiceOf: (row: number, targetIs: 'a' | 'b') => string): Promise<void> {
  const [head, ...rows] = (await readFile(file, 'utf8')).trimEnd().split('\n');
  const filled = rows.map((row, index) => row + choiceOf(index, /,right,[^,]+,$/.test(row) ? 'a' : 'b'));
  await writeFile(file, `${[head, ...filled].join('\n')}\n`);
}

const other = (choice: 'a' | 'b') => (choice === 'a' ? 'b' : 'a');

describe('tempera adjudicate', () => {
  it('writes each disputed question without telling the target, with its image beside the file', async () => {
    const { exitCode, results } = await tempera('adjudicate', 'run-1', '--out', file);
    expect(exitCode).toBe(0);
    expect(results).toContain('4 disputed questions in');
    const text = await readFile(file, 'utf8');
    expect(text.split('\n')[0]).toBe('\ufeffid,question,image,a,b,choice');
    expect(text).toContain("'=1+1");
    expect(text).not.toMatch(/base|tuned|target|test-/);
    const images = await readdir(path.join(folder, 'disputed-images'));
    expect(images).toHaveLength(4);
    expect(text).toContain(`disputed-images/${images[0]}`);
  });

  it('overwrites no file that may hold choices', async () => {
    await writeFile(file, 'mine');
    const { exitCode, notes } = await tempera('adjudicate', 'run-1', '--out', file);
    expect(exitCode).toBe(2);
    expect(notes).toContain('is there already, and may hold choices');
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('shows both verdicts, the original one first and unchanged', async () => {
    await tempera('adjudicate', 'run-1', '--out', file);
    await choose((row, targetIs) => [targetIs, other(targetIs), 'both', 'neither'][row] ?? '');
    const { exitCode, results } = await tempera('adjudicate', 'run-1', '--labels', file);
    expect(exitCode).toBe(0);
    expect(results).toMatch(/^The verdict, on the original targets: /);
    expect(results.replace(/\s+/g, ' ')).toContain(
      'Of 4 disputed questions 4 were judged: 1 for the target, 1 for the candidates, 1 for both, 1 for neither (left out below).',
    );
    expect(results).toMatch(/^base +33\.3 % +54\.5 %$/m);
    expect(results).toMatch(/^tuned +66\.7 % +90\.9 %$/m);
    expect(Math.max(...results.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
  });

  it('gives no second verdict where a model scored answers to the original targets', async () => {
    const input = [{ role: 'user' as const, content: '{{sample.output_text}}' }];
    const graders = { close: { type: 'score_model' as const, name: 'close', model: 'judge-model', input } };
    await reportRun('run-2', { graders, verdict: { compare: 'tuned', against: 'base', metric: 'close' } });
    await tempera('adjudicate', 'run-2', '--out', file);
    const { results } = await tempera('adjudicate', 'run-2', '--labels', file);
    expect(results.replace(/\s+/g, ' ')).toContain('Second, on adjudicated targets: no verdict, since');
    expect(results).toMatch(/^base +33\.3 % +33\.3 %$/m);
  });

  it('leaves what has no choice as it was, and gives all of it as JSON', async () => {
    await tempera('adjudicate', 'run-1', '--out', file);
    const { results } = await tempera('adjudicate', 'run-1', '--labels', file, '--json');
    const { original, rulings, metrics } = JSON.parse(results);
    expect(rulings).toEqual({ target: 0, candidates: 0, both: 0, neither: 0 });
    expect(metrics.comparison).toEqual(original.comparison);
  });

  it.each([
    [
      (id: string) => `id,choice\n${id},c\n`,
      /disputed\.csv line 2, column choice: expected a, b, both, neither or nothing, got "c"/,
    ],
    [(id: string) => `id,choice\n${id},a\n${id},b\n`, /line 3, column id: "[0-9a-f]+" stands in an earlier line too/],
    [() => 'id,choice\nffff,a\n', /line 2, column id: "ffff" is no dispute of this run as it is answered now/],
    [() => 'id\nffff\n', /line 1: expected the column choice, got id/],
  ])('refuses a file that cannot be meant', async (textOf, message) => {
    await tempera('adjudicate', 'run-1', '--out', file);
    const [, row = ''] = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, textOf(row.split(',')[0] ?? ''));
    const { exitCode, notes } = await tempera('adjudicate', 'run-1', '--labels', file);
    expect(exitCode).toBe(2);
    expect(notes).toMatch(message);
  });

  it('wants to know which of both to do', async () => {
    expect((await tempera('adjudicate', 'run-1')).notes).toContain('Give either --out FILE');
  });
});
