import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../../client/program/exit-codes.ts';
import { runProgram } from '../../../client/program/program.ts';
import { type DataFolder, makeDataFolder, writeCovers } from '../../fakes/data-folder.ts';
import { recordingTerminal } from '../terminals.ts';

let at: DataFolder;
beforeEach(async () => {
  at = await makeDataFolder();
  await writeCovers(at.data);
});
afterEach(() => at.remove());

async function validate(test: string) {
  const spec = path.join(at.folder, 'spec.yaml');
  await writeFile(spec, `name: covers\ndata: { source: { test: ${test} } }\ncandidates:\n  base: { model: base }\n`);
  const terminal = recordingTerminal();
  return { code: await runProgram(['validate', spec], terminal, { TEMPERA_DATA: at.data }), notes: terminal.notes };
}

describe('tempera validate of data in files', () => {
  it('says which file is not here, since the data may lie with the worker alone', async () => {
    const { code, notes } = await validate('tset.parquet');
    expect(notes).toMatch(/^Its data was not looked at: no file "tset\.parquet" in the data folder .+ TEMPERA_DATA/m);
    expect(code).toBe(exitCodes.done);
  });

  it('says nothing of files that are here', async () => {
    expect(await validate('test.parquet')).toEqual({ code: exitCodes.done, notes: '' });
  });
});
