import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { runProgram } from '../../../client/program/program.ts';
import type { Capture } from '../../../domain/capture/capture.ts';
import { readCapturedAnswer } from '../../../domain/capture/capture-files.ts';
import { keys } from '../../../runs/keys.ts';
import { openRuns } from '../../../runs/open-runs.ts';
import { recordShutdown } from '../../../runs/shutdowns.ts';
import type { ArtifactStore } from '../../../storage/artifact-store.ts';
import { outcomesOf, said, sampleOf, specOf } from '../../fakes/samples.ts';
import { storeCapture } from '../../fakes/stored-capture.ts';
import { storeAnsweredRun } from '../../fakes/stored-run.ts';
import { recordingTerminal } from '../terminals.ts';

let folder: string;
let store: ArtifactStore;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-export-'));
  store = openRuns(path.join(folder, 'store'));
});
afterEach(() => rm(folder, { recursive: true }));

const samples = [0, 1, 2, 3].map((row) => sampleOf(row, { question: `=Which is ${row}?` }));
const candidates = { old: { model: 'ft:old' }, base: { model: 'base-model' } };
const spec = specOf({ candidates, verdict: undefined });
const answers = { old: [said('=1+1'), ...outcomesOf('+r!')], base: outcomesOf('++--') };

async function run(...args: string[]): Promise<{ code: number; results: string; notes: string }> {
  const terminal = recordingTerminal();
  const code = await runProgram(args, terminal, {
    TEMPERA_STORE: path.join(folder, 'store'),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  });
  return { code, results: terminal.results, notes: terminal.notes };
}

const read = (...name: string[]) => readFile(path.join(folder, ...name), 'utf8');

describe('tempera export', () => {
  it('writes a capture as JSONL and CSV of the same lines, with what it holds', async () => {
    await storeCapture(store, { runId: 'old-model', spec, samples, answers });
    const { code, results } = await run('export', 'old-model', '--out', path.join(folder, 'out'));
    expect(code).toBe(5);
    expect(results).toContain('old (ft:old): 2 of 4 answers, 1 refused, 1 failed');

    const lines = (await read('out', 'answers.jsonl')).trim().split('\n');
    const fromJson = lines.map((line) => readCapturedAnswer(JSON.parse(line)).answer);
    const rows: object[] = parse(await read('out', 'answers.csv'), { columns: true, bom: true });
    expect(rows.map((row) => readCapturedAnswer(row, { isCsv: true }).answer)).toEqual(fromJson);
    expect(fromJson).toHaveLength(8);
    expect(fromJson[0]).toMatchObject({ id: 'test-0', candidate: 'old', text: '=1+1', finish: 'stop' });
    expect(fromJson[6]).toMatchObject({ id: 'test-3', candidate: 'old', outcome: 'failed', reason: 'connection lost' });
    expect(await read('out', 'answers.csv')).toContain("'=1+1");
    const told: Capture = JSON.parse(await read('out', 'capture.json'));
    expect(told).toMatchObject({ run: 'old-model', outcome: 'incomplete', dataset: { samples: { test: 4 } } });
  });

  it('writes over an earlier export and leaves nothing else behind', async () => {
    await storeCapture(store, { runId: 'old-model', spec, samples, answers });
    const out = path.join(folder, 'out');
    await run('export', 'old-model', '--out', out);
    const before = await read('out', 'answers.jsonl');
    await run('export', 'old-model', '--out', out);
    expect(await read('out', 'answers.jsonl')).toBe(before);
    expect((await readdir(out)).sort()).toEqual(['answers.csv', 'answers.jsonl', 'capture.json']);
  });

  it('writes an ordinary run, and what of it is there while answers are missing', async () => {
    await storeAnsweredRun(store, { runId: 'covers', spec, samples, answers: { old: answers.old, base: [] } });
    const { code, results } = await run('export', 'covers', '--out', path.join(folder, 'out'), '--json');
    expect(code).toBe(5);
    const told: Capture & { exported: string[] } = JSON.parse(results);
    expect(told.candidates.map(({ name, answered, missing }) => [name, answered, missing])).toEqual([
      ['old', 2, 0],
      ['base', 0, 4],
    ]);
    expect(told.exported.map((file) => path.basename(file))).toEqual(['answers.jsonl', 'answers.csv', 'capture.json']);
    const lines = await read('out', 'answers.jsonl');
    expect(lines.split('\n')).toHaveLength(4 + 1);
    const sha256 = createHash('sha256').update(lines).digest('hex');
    expect(told.files[0]).toEqual({ name: 'answers.jsonl', sha256, bytes: Buffer.byteLength(lines), rows: 4 });
  });

  it('refuses a run that is not there, and a folder that cannot be made', async () => {
    expect(await run('export', 'nobody')).toMatchObject({ code: 2, notes: expect.stringContaining('no run "nobody"') });
    await storeCapture(store, { runId: 'old-model', spec, samples, answers });
    const taken = path.join(folder, 'store', 'store.json', 'out');
    expect(await run('export', 'old-model', '--out', taken)).toMatchObject({
      code: 2,
      notes: expect.stringContaining('cannot be written'),
    });
  });

  it('names a stored file that was changed, and writes none of it', async () => {
    await storeCapture(store, { runId: 'old-model', spec, samples, answers });
    await writeFile(path.join(folder, 'store', keys.capture('old-model', 1, 'answers.jsonl')), '{}\n');
    const { code, notes } = await run('export', 'old-model', '--out', path.join(folder, 'out'));
    expect(code).toBe(4);
    expect(notes).toContain('answers.jsonl is corrupted');
    await expect(readdir(path.join(folder, 'out'))).rejects.toThrow('ENOENT');
  });
});

describe('a capture', () => {
  it('is listed as one, and tells by report what it holds and how to have it', async () => {
    const gone = 'provider "openai" does not serve model "ft:old" (HTTP 404)';
    const models = [{ candidate: 'old', gone }];
    await recordShutdown(store, 'old-model', { provider: 'sandbox', model: 'base-model', date: '2027-01-14' });
    await storeCapture(store, { runId: 'old-model', spec, samples, answers: { old: [], base: answers.base } }, models);
    const list = await run('list');
    expect(list.results).toMatch(/old-model +incomplete +\(capture\)/);
    const report = await run('report', 'old-model');
    expect(report.code).toBe(5);
    expect(report.results).toContain(`It cannot be asked (any more): ${gone}.`);
    expect(report.results).toContain('base-model stops on 2027-01-14');
    expect(report.notes).toContain('tempera export old-model');
    expect(await run('report', 'old-model', '--format', 'md')).toMatchObject({
      code: 2,
      notes: expect.stringContaining('is a capture, which has answers and no report'),
    });
    expect(await run('compare', 'old-model', 'old-model')).toMatchObject({
      code: 2,
      notes: expect.stringContaining('candidates.NAME.answers: { run: old-model, candidate: … }'),
    });
  });
});
