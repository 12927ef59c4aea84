import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../../client/program/exit-codes.ts';
import { runProgram } from '../../../client/program/program.ts';
import { type DataFolder, makeDataFolder } from '../../fakes/data-folder.ts';
import { recordingTerminal } from '../terminals.ts';

let at: DataFolder;
let spec: string;
beforeEach(async () => {
  at = await makeDataFolder();
  await mkdir(at.data, { recursive: true });
  await writeFile(path.join(at.data, 'asked.csv'), 'id,question\n1,Who?\n2,When?\n3,Where?\n');
  spec = path.join(at.folder, 'spec.yaml');
  await writeFile(
    spec,
    `
name: questions
data: { source: { kind: csv, unlabelled: asked.csv }, columns: { question: question, image: null } }
candidates: { old: { model: gpt-4o } }
judge: { model: gpt-4o, rubric: { instructions: Rate., labels: [{ name: Right, meaning: so }, { name: Wrong, meaning: not }] } }
`,
  );
});
afterEach(() => at.remove());

async function tempera(...args: string[]) {
  const terminal = recordingTerminal();
  const env = {
    TEMPERA_DATA: at.data,
    TEMPERA_STORE: path.join(at.folder, 'store'),
    TEMPORAL_ADDRESS: '127.0.0.1:1',
  };
  return { code: await runProgram(args, terminal, env), out: terminal.results, notes: terminal.notes };
}

describe('a spec whose rows are all unlabelled', () => {
  it('is valid, since it can be captured', async () => {
    expect(await tempera('validate', spec)).toMatchObject({ code: exitCodes.done });
  });

  it('can be looked at before it is captured', async () => {
    const out = path.join(at.folder, 'look');
    const { code, out: said, notes } = await tempera('prepare', spec, '--out', out);
    expect([code, notes]).toEqual([exitCodes.done, '']);
    expect(said).toMatch(/^unlabelled +3 of 3 rows, 3 questions/m);
    const lines = (await readFile(path.join(out, 'unlabelled.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).messages.at(-1))).toEqual(
      ['When?', 'Who?', 'Where?'].map(() => ({ role: 'user', content: expect.stringMatching(/\?$/) })),
    );
  });

  it('is estimated as the capture that it can become, which rates nothing', async () => {
    const { code, out, notes } = await tempera('estimate', spec, '--json');
    expect([code, notes]).toEqual([exitCodes.done, '']);
    expect(JSON.parse(out)).toMatchObject({ questions: 3, asked: [{ who: 'old', calls: 3 }] });
  });

  it('is no run: start says which split it would ask', async () => {
    const { code, notes } = await tempera('start', spec);
    expect(code).toBe(exitCodes.badInput);
    expect(notes).toContain('there is no test split: data.source.test is missing');
    expect(notes).toContain('tempera capture');
  });
});
