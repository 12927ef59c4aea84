import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../../client/program/exit-codes.ts';
import { runProgram } from '../../../client/program/program.ts';
import { type DataFolder, makeDataFolder } from '../../fakes/data-folder.ts';
import { recordingTerminal } from '../terminals.ts';

let at: DataFolder;
beforeEach(async () => {
  at = await makeDataFolder();
  await mkdir(at.data, { recursive: true });
  await write('test.csv', 'id,question,answer\n1,Who?,Ann\n2,When?,1912\n');
  await write('old.csv', 'id,answer\n1,Ann\n2,1912\n');
  await write('two.csv', 'id,answer,candidate\n1,Ann,old\n2,1912,older\n');
  await write('blank.csv', 'id,answer,candidate\n1,Ann,old\n2,1912,\n');
  await write('none.csv', 'id,answer\n');
  await write('old.txt', 'Ann\n');
});
afterEach(() => at.remove());

const write = (name: string, content: string) => writeFile(path.join(at.data, name), content);

async function tempera(command: string, answers: string) {
  const spec = path.join(at.folder, 'spec.yaml');
  await writeFile(
    spec,
    `
name: old-and-new
data: { source: { kind: csv, test: test.csv }, columns: { question: question, image: null, id: id } }
candidates:
  old: { model: gpt-4o, answers: ${answers} }
  new: { model: gpt-5.1 }
`,
  );
  const terminal = recordingTerminal();
  const env = { TEMPERA_DATA: at.data, TEMPERA_STORE: path.join(at.folder, 'store') };
  const own = command === 'prepare' ? ['--out', path.join(at.folder, 'look')] : [];
  return { code: await runProgram([command, spec, ...own], terminal, env), notes: terminal.notes };
}

const commands = ['validate', 'prepare', 'estimate'];
const mistakes: [string, string, string][] = [
  ['a file that is not there', '{ file: gone.csv }', 'no file "gone.csv" in the data folder'],
  ['a file that nobody can read', '{ file: old.txt }', 'answers are read from .csv,'],
  ['a file without answers', '{ file: none.csv }', 'none.csv holds no answer'],
  ['a file without the column', '{ file: old.csv, columns: { answer: said } }', '"said"'],
  ['several files', '{ file: "*.csv" }', 'names 5 files'],
  ['a file out of the folder', '{ file: ../old.csv }', 'lies outside the data folder'],
  ['answers of several', '{ file: two.csv }', 'two.csv has answers of 2 candidates: old, older'],
  ['answers of somebody else', '{ file: two.csv, candidate: base }', 'has no answers of "base". There are: old, older'],
  ["an answer that may be anybody's", '{ file: blank.csv }', 'blank.csv line 3: "candidate" is blank'],
  ["an answer that may be anybody's", '{ file: blank.csv, candidate: old }', 'blank.csv line 3: "candidate" is blank'],
  ['a run that is not there', '{ run: gone-1 }', 'There is no run "gone-1" in this store'],
];

describe.each(commands)('tempera %s', (command) => {
  it('takes stored answers that are there', async () => {
    expect(await tempera(command, '{ file: old.csv }')).toMatchObject({ code: exitCodes.done });
    expect(await tempera(command, '{ file: two.csv, candidate: old }')).toMatchObject({ code: exitCodes.done });
  });

  it.each(mistakes)('refuses %s: %s', async (_, answers, message) => {
    const { code, notes } = await tempera(command, answers);
    expect(notes).toContain(`candidates.old.answers: `);
    expect(notes).toContain(message);
    expect(code).toBe(exitCodes.badInput);
  });
});

describe('tempera validate', () => {
  it('looks for no answers where the data lies elsewhere', async () => {
    await rm(path.join(at.data, 'test.csv'));
    expect(await tempera('validate', '{ file: gone.csv }')).toMatchObject({ code: exitCodes.done });
    expect(await tempera('validate', '{ run: gone-1 }')).toMatchObject({ code: exitCodes.done });
  });
});
