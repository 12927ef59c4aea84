import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { runProgram } from '../../client/program/program.ts';
import type { Capture } from '../../domain/capture/capture.ts';
import { readCapturedAnswer } from '../../domain/capture/capture-files.ts';
import type { CapturedAnswer } from '../../domain/capture/captured-answer.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { readProbes } from '../../runs/probes.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { fakeRows, writeParquet } from '../fakes/parquet.ts';
import { placeCovers } from './covers.ts';
import { type Programs, startPrograms } from './programs.ts';
import { callsOf, resetCalls } from './sandbox-calls.ts';

// Two models are asked 46 questions each, eight calls of 100 ms at a time.
const inFlight = 8;
const spec = {
  name: 'dying',
  data: { source: { test: 'test.parquet', unlabelled: 'new.parquet' }, take: { test: 8 } },
  prompt: { system: 'Answer with the conclusion only.' },
  candidates: { old: { model: 'echo-100' }, other: { model: 'echo-101' } },
  limits: { reuseAnswers: false, concurrency: inFlight },
};
const samples = 46;

let directory: string;
let programs: Programs;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-capture-'));
  await placeCovers(path.join(directory, 'data'));
  await writeParquet(path.join(directory, 'data', 'new.parquet'), await fakeRows(3), { without: ['answers'] });
  programs = await startPrograms(directory);
});
afterAll(async () => {
  await programs.stop();
  await rm(directory, { recursive: true });
});
beforeEach(() => resetCalls(programs.sandboxUrl));

async function tempera(...args: string[]): Promise<{ code: number; results: string; notes: string }> {
  const terminal = recordingTerminal();
  const code = await runProgram(args, terminal, programs.env);
  return { code, results: terminal.results, notes: terminal.notes };
}

async function specFile(own: object = {}): Promise<string> {
  const file = path.join(directory, `${Date.now()}.yaml`);
  await writeFile(file, stringify({ ...spec, ...own }));
  return file;
}

const quick = ['--set', 'shardRows=5', '--set', 'heartbeatTimeout=2000', '--set', 'retryInterval=50'];

async function served(): Promise<number> {
  const calls = await callsOf(programs.sandboxUrl, 'POST /chat/completions');
  return calls.reduce((sum, { served }) => sum + served, 0);
}

/** Calls that a capture has paid for before it asked anybody. */
async function probes(runId: string): Promise<number> {
  return (await readProbes(openRuns(path.join(directory, 'store')), runId)).length;
}

async function untilServed(count: number): Promise<void> {
  while ((await served()) < count) await sleep(20);
}

async function exported(runId: string): Promise<{ code: number; answers: CapturedAnswer[]; told: Capture }> {
  const out = path.join(directory, 'exported', runId);
  const { code } = await tempera('export', runId, '--out', out);
  const lines = (await readFile(path.join(out, 'answers.jsonl'), 'utf8')).trim().split('\n');
  const answers = lines.flatMap((line) => readCapturedAnswer(JSON.parse(line)).answer ?? []);
  return { code, answers, told: JSON.parse(await readFile(path.join(out, 'capture.json'), 'utf8')) };
}

/** What must be the same whoever was killed. */
function comparable(answers: readonly CapturedAnswer[]): Partial<CapturedAnswer>[] {
  return answers.map(({ run: _, asked_at: __, request_id: ___, ...same }) => same);
}

describe('tempera capture', () => {
  it('goes on after its worker was killed, and asks again only what was in flight', async () => {
    await tempera('capture', await specFile(), '--id', 'undisturbed', '--wait', ...quick);
    await resetCalls(programs.sandboxUrl);
    const started = await tempera('capture', await specFile(), '--id', 'killed', ...quick);
    expect(started).toMatchObject({ code: 0, results: 'killed\n' });
    await untilServed(20);
    await programs.kill('worker');
    const paid = await served();
    await programs.start('worker');
    const { code, results } = await tempera('watch', 'killed');
    expect(code).toBe(0);
    expect(results).toContain(`old (echo-100): ${samples} of ${samples} answers`);
    expect(results).toContain('tempera export killed');
    expect(paid).toBeLessThan(2 * samples);
    expect(await served()).toBeLessThanOrEqual(2 * samples + (await probes('killed')) + inFlight);

    const { code: ended, answers } = await exported('killed');
    expect(ended).toBe(0);
    expect(answers).toHaveLength(2 * samples);
    expect(comparable(answers)).toEqual(comparable((await exported('undisturbed')).answers));
    expect(new Set(answers.map(({ candidate, id }) => `${candidate} ${id}`)).size).toBe(2 * samples);
    expect(answers.filter(({ split }) => split === 'unlabelled')).toHaveLength(2 * 6);
    expect(answers.every(({ prompt_tokens, asked_at, request_id }) => prompt_tokens && asked_at && request_id)).toBe(
      true,
    );
    expect(await tempera('verify', 'killed')).toMatchObject({ code: 0 });
    expect((await tempera('list')).results).toMatch(/killed +done +\(capture\)/);
  });

  it('names a dead model among two by its candidate, and keeps what the other says', async () => {
    const candidates = { dead: { model: 'gpt-dead' }, other: { model: 'echo-10' } };
    // Data that holds no labelled row at all.
    const file = await specFile({ candidates, data: { source: { unlabelled: 'new.parquet' } } });
    const { code, results } = await tempera('capture', file, '--id', 'dead', '--wait', ...quick);
    expect(code).toBe(5);
    expect(results).toContain('dead (gpt-dead): 0 of 6 answers, 6 never asked');
    expect(results).toMatch(/It cannot be asked \(any more\): provider "sandbox" does not serve model "gpt-dead"/);
    expect(results).toContain('other (echo-10): 6 of 6 answers;');
    const { code: ended, answers, told } = await exported('dead');
    expect(ended).toBe(5);
    expect(answers.map(({ candidate, id }) => [candidate, id])).toEqual(
      [0, 1, 2, 3, 4, 5].map((row) => ['other', `unlabelled-${row}`]),
    );
    expect(told.candidates.map(({ name, missing }) => [name, missing])).toEqual([
      ['dead', 6],
      ['other', 0],
    ]);
    expect(await served()).toBe(6 + (await probes('dead')));
  });

  it('keeps what was said when it is cancelled, and goes on from there', async () => {
    await tempera('capture', await specFile(), '--id', 'stopped', ...quick);
    await untilServed(20);
    await tempera('cancel', 'stopped');
    expect(await tempera('watch', 'stopped')).toMatchObject({ code: 6 });
    const paid = (await served()) - (await probes('stopped'));
    const { code, answers } = await exported('stopped');
    expect(code).toBe(5);
    expect(answers).toHaveLength(paid);
    expect((await tempera('status', 'stopped')).results).toContain('tempera retry stopped --from answer');
    expect(await tempera('retry', 'stopped', '--from', 'report')).toMatchObject({
      code: 2,
      notes: expect.stringContaining('is a capture, which only asks'),
    });
    expect(await tempera('retry', 'stopped', '--from', 'answer', '--wait')).toMatchObject({ code: 0 });
    expect(await served()).toBe(2 * samples + (await probes('stopped')));
    expect((await exported('stopped')).answers).toHaveLength(2 * samples);
  });

  it('refuses before anything is asked what it cannot capture', async () => {
    const tuned = await specFile({ candidates: { tuned: { model: 'tuned' } } });
    expect(await tempera('capture', tuned)).toMatchObject({
      code: 2,
      notes: expect.stringMatching(/line \d+: candidates\.tuned\.model: .* Write the id of the tuned model/),
    });
    expect(await tempera('capture', await specFile(), '--splits', 'validation')).toMatchObject({
      code: 2,
      notes: expect.stringContaining('data.source.validation is missing'),
    });
    expect(await tempera('capture', await specFile(), '--splits', 'dev')).toMatchObject({ code: 2 });
    const dead = await specFile({ candidates: { dead: { model: 'gpt-dead' } } });
    const { code, results } = await tempera('capture', dead, '--wait', ...quick);
    expect(code).toBe(3);
    expect(results).toContain('no model can be asked');
    expect(await served()).toBe(0);
  });
});
