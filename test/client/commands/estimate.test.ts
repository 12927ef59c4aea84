import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../../client/program/exit-codes.ts';
import { runProgram } from '../../../client/program/program.ts';
import { EstimateSchema } from '../../../domain/cost/estimate-schema.ts';
import { coverCounts, type DataFolder, makeDataFolder, writeCovers } from '../../fakes/data-folder.ts';
import { recordingTerminal } from '../terminals.ts';

let at: DataFolder;
beforeEach(async () => {
  at = await makeDataFolder();
  await writeCovers(at.data);
});
afterEach(() => at.remove());

const spec = `
name: covers
data: { source: { train: train.parquet, test: test.parquet } }
prompt: { system: Answer. }
providers: { sandbox: { prices: { gpt-4o: { input: 2, output: 8, training: 20 }, "ft:gpt-4o": { input: 4, output: 16 } } } }
fineTune: { model: gpt-4o }
candidates: { base: { model: gpt-4o }, tuned: { model: tuned } }
verdict: { compare: tuned, against: base }
`;

async function estimate(text: string, ...args: string[]) {
  const file = path.join(at.folder, 'spec.yaml');
  await writeFile(file, text);
  const terminal = recordingTerminal();
  const env = { TEMPERA_DATA: at.data, TEMPERA_STORE: path.join(at.folder, 'store') };
  const code = await runProgram(['estimate', file, ...args], terminal, env);
  return { code, out: terminal.results, notes: terminal.notes };
}

/** Two questions an image. */
const questions = 2 * coverCounts.test;

describe('tempera estimate', () => {
  it('says what a run will take, and asks for no server', async () => {
    const { code, out } = await estimate(spec);
    expect(code).toBe(exitCodes.done);
    expect(out).toContain(`Estimate of ${questions} questions`);
    expect(out).toMatch(/^base: \d+ calls to gpt-4o\n/m);
    expect(out).toMatch(/^training: \d+ lines for gpt-4o\n/m);
    expect(out).toMatch(/^money: [\d.]+\sUSD, at most/m);
  });

  it('gives the same as JSON, of a trial of what it asks', async () => {
    const { code, out } = await estimate(spec, '--limit', '3', '--json');
    const made = EstimateSchema.parse(JSON.parse(out));
    expect(code).toBe(exitCodes.done);
    expect([made.questions, made.asked.map(({ who }) => who), made.training]).toEqual([3, ['base'], undefined]);
    const tuned = await estimate(spec, '--limit', '3', '--fine-tune', '--json');
    expect(JSON.parse(tuned.out).asked).toHaveLength(2);
  });

  it('ends as bad input where the spec is wrong or the data is not here', async () => {
    expect(await estimate(spec.replace('model: tuned', 'model: 5'))).toMatchObject({ code: exitCodes.badInput });
    const { code, out, notes } = await estimate(spec.replace('test: test.parquet', 'test: gone.parquet'));
    expect([code, out]).toEqual([exitCodes.badInput, '']);
    expect(notes).toContain('gone.parquet');
  });
});
