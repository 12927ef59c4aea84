import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import { exitCodes } from '../../../client/program/exit-codes.ts';
import { runProgram } from '../../../client/program/program.ts';
import { readLabelFile } from '../../../client/review/label-file.ts';
import type { Sample } from '../../../domain/data/sample.ts';
import { ratingItemId } from '../../../domain/grading/judging.ts';
import type { Rating } from '../../../domain/grading/rating.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import { judgeOfTwo, pictureOf, said, sampleOf, specOf } from '../../fakes/samples.ts';
import { storeAnsweredRun } from '../../fakes/stored-run.ts';
import { recordingTerminal } from '../terminals.ts';

let folder: string;
let sheet: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-calibrate-'));
  sheet = path.join(folder, 'labels.csv');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Twenty answers of each candidate: `base` says x0, x1, …, `tuned` x0, y1, x2, …; the judge takes all x for close. */
async function storeJudgedRun(judge: Partial<RunSpecInput['judge']> = {}): Promise<void> {
  const store = openRuns(path.join(folder, 'store'));
  const image = await store.putObject(Buffer.from('an image'), 'image/jpeg');
  const samples: Sample[] = Array.from({ length: 20 }, (_, row) =>
    sampleOf(row, { images: [{ ...pictureOf(sampleOf(row)), sha256: image.sha256 }] }),
  );
  const answers = {
    base: samples.map(({ row }) => said(`x${row}`)),
    tuned: samples.map(({ row }) => said(`${row % 2 ? 'y' : 'x'}${row}`)),
  };
  const texts = new Set([...answers.base, ...answers.tuned].map((answer) => ('text' in answer ? answer.text : '')));
  const { question, targets } = sampleOf(0);
  const ratings = [...texts].map((answer): Rating => {
    const label = answer.startsWith('x') ? 'Close' : 'Far';
    const itemId = ratingItemId({ question, targets, answer });
    return { itemId, outcome: 'rated', label, reason: '', call: { attempts: 1, milliseconds: 1 } };
  });
  await storeAnsweredRun(store, { spec: specOf({ judge: { ...judgeOfTwo, ...judge } }), samples, answers, ratings });
}

async function tempera(...args: string[]) {
  const terminal = recordingTerminal();
  const exitCode = await runProgram(args, terminal, { TEMPERA_STORE: path.join(folder, 'store') });
  return { exitCode, results: terminal.results, notes: terminal.notes };
}

/** Fills in the sheet as a person would who agrees with the judge, unless told otherwise. */
async function fillIn(
  label: (answer: string) => string = (answer) => (answer.startsWith('x') ? 'Close' : 'far'),
): Promise<void> {
  const columns = ['id', 'label', 'question', 'targets', 'answer', 'image'] as const;
  const rows = await readLabelFile(sheet, columns);
  const filled = rows.map(({ cells }) => ({ ...cells, label: label(cells.answer) }));
  await writeFile(sheet, stringify(filled, { header: true, delimiter: ';', bom: true, record_delimiter: '\r\n' }));
}

const draw = (...more: string[]) => tempera('calibrate', 'run-1', '--out', sheet, '--samples', '40', ...more);
const readBack = (...more: string[]) => tempera('calibrate', 'run-1', '--labels', sheet, ...more);

describe('tempera calibrate --out', () => {
  it('writes a sheet in which each distinct answer stands once, and says how to fill it in', async () => {
    await storeJudgedRun();
    const { exitCode, results, notes } = await draw();
    expect(exitCode).toBe(exitCodes.done);
    expect(results).toContain('30 answers to label');
    expect(notes).toContain('Close: nearly the same');
    expect(notes).toContain(`tempera calibrate run-1 --labels ${sheet}`);
    const rows = await readLabelFile(sheet, ['answer', 'label', 'image']);
    expect(new Set(rows.map(({ cells }) => cells.answer)).size).toBe(30);
    expect(rows.every(({ cells }) => cells.label === '' && cells.image === '')).toBe(true);
    expect(await readdir(folder)).toEqual(['labels.csv', 'store']);
  });

  it('writes the images where it is asked to, in files that tell nothing', async () => {
    await storeJudgedRun();
    await draw('--images');
    const [first] = await readLabelFile(sheet, ['image']);
    expect(first?.cells.image).toMatch(/^images-[0-9a-f]{8}\/0001\.jpeg$/);
    expect(await readFile(path.join(folder, first?.cells.image ?? ''), 'utf8')).toBe('an image');
  });

  it('does not write over a sheet, which may hold labels', async () => {
    await storeJudgedRun();
    await draw();
    const before = await readFile(sheet, 'utf8');
    const { exitCode, notes } = await draw('--seed', '7');
    expect(exitCode).toBe(exitCodes.badInput);
    expect(notes).toContain('labels.csv is there already');
    expect(await readFile(sheet, 'utf8')).toBe(before);
  });

  it.each([
    [['--samples', '3'], /run run-1: 3 samples are too few: .* make 6/],
    [['--samples', 'many'], /whole number from 1 on/],
    [['--labels', 'x.csv'], /either --out FILE, .* or --labels FILE/],
  ])('refuses %j', async (more, message) => {
    await storeJudgedRun();
    const { exitCode, notes } = await draw(...more);
    expect(exitCode).toBe(exitCodes.badInput);
    expect(notes).toMatch(message);
  });

  it('refuses a run without a judge', async () => {
    const store = openRuns(path.join(folder, 'store'));
    await storeAnsweredRun(store, { spec: specOf(), samples: [sampleOf(0)], answers: { base: [said('x')] } });
    expect((await draw()).notes).toContain('run run-1 has no judge');
  });
});

describe('tempera calibrate --labels', () => {
  it('says how far judge and person agree, and stores it', async () => {
    await storeJudgedRun();
    await draw();
    await fillIn();
    const { exitCode, results } = await readBack('--json');
    expect(exitCode).toBe(exitCodes.done);
    expect(JSON.parse(results)).toMatchObject({
      run: 'run-1',
      judge: 'judge-model',
      labelled: 30,
      all: {
        drawn: 40,
        answers: 40,
        clusters: 20,
        agreement: 1,
        kappa: 1,
        counts: [
          [30, 0],
          [0, 10],
        ],
      },
      candidates: [{ name: 'base' }, { name: 'tuned' }],
    });
    expect((await readBack()).results).toContain('all: agreement 100.0 %, kappa 1.00');
    const stored = await readdir(path.join(folder, 'store/runs/run-1/revisions/1/calibration/results'));
    expect(stored).toHaveLength(1);
  });

  it('keeps earlier results when labels are changed', async () => {
    await storeJudgedRun();
    await draw();
    for (const label of ['Close', 'Far', 'Far']) {
      await fillIn(() => label);
      await readBack();
    }
    const results = path.join(folder, 'store/runs/run-1/revisions/1/calibration/results');
    expect((await readdir(results)).map((name) => name.slice(0, 6))).toEqual(['000001', '000002']);
  });

  it.each([
    [0.5, exitCodes.done, 'reaches the 0.5 that the spec demands'],
    [0.95, exitCodes.kappaTooLow, 'does not reach the 0.95 that the spec demands'],
  ])('compares the lower end with a minimum of %d', async (minimumKappa, code, text) => {
    await storeJudgedRun({ minimumKappa });
    await draw();
    await fillIn();
    const { exitCode, results } = await readBack();
    expect(exitCode).toBe(code);
    expect(results).toContain(text);
  });

  it('names line and column of what cannot be used', async () => {
    await storeJudgedRun();
    await draw();
    await fillIn((answer) => (answer === 'x3' ? 'Nearly' : answer === 'y5' ? '' : 'Close'));
    const { exitCode, notes } = await readBack();
    expect(exitCode).toBe(exitCodes.badInput);
    expect(notes).toMatch(/line \d+, column label: "Nearly" is no label/);
    expect(notes).toMatch(/line \d+, column label: empty/);
    expect(notes).toContain('Each answer drawn needs one of: "Close", "Far".');
  });

  it('refuses a sheet of another run', async () => {
    await storeJudgedRun();
    await writeFile(sheet, 'id,label\n0123abcd-0001,Close\n');
    expect((await readBack()).notes).toContain(
      'labels.csv column id: none is of an answer that was drawn from run run-1',
    );
  });
});
