import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exitCodes } from '../../../client/program/exit-codes.ts';
import { runProgram } from '../../../client/program/program.ts';
import { type DataFolder, makeDataFolder, writeCovers } from '../../fakes/data-folder.ts';
import { commitOf } from '../../fakes/hub/covers.ts';
import { type FakeHub, rightToken, startFakeHub } from '../../fakes/hub/fake-hub.ts';
import { recordingTerminal } from '../terminals.ts';

let at: DataFolder;
let hub: FakeHub;

beforeEach(async () => {
  at = await makeDataFolder();
  await writeCovers(at.data);
  hub = await startFakeHub({ 'some/covers': { revisions: { main: await commitOf(at.data) } } });
});
afterEach(async () => {
  await hub.close();
  await at.remove();
});

async function validate(source: string, environment: NodeJS.ProcessEnv = {}) {
  const spec = path.join(at.folder, 'spec.yaml');
  const data = `{ source: { kind: hub, name: some/covers, ${source} } }`;
  await writeFile(spec, `name: covers\ndata: ${data}\ncandidates:\n  base: { model: base }\n`);
  const terminal = recordingTerminal();
  const env = { HF_ENDPOINT: hub.url, TEMPERA_CACHE: path.join(at.folder, 'cache'), ...environment };
  return { code: await runProgram(['validate', spec], terminal, env), notes: terminal.notes };
}

describe('tempera validate of data on a hub', () => {
  it('says what there is and what a run would download, and downloads nothing', async () => {
    const { code, notes } = await validate('test: test, train: train');
    expect(code).toBe(exitCodes.done);
    expect(notes).toMatch(
      /^some\/covers at commit [0-9a-f]{40}: train 1 file, 1 MB; test 1 file, 1 MB\. A run downloads 1 MB of it, once a machine\.$/m,
    );
    const ofFiles = hub.seen.filter(({ place }) => place === 'cdn');
    expect(ofFiles.map(({ range }) => range)).toEqual([
      expect.stringMatching(/^bytes=/),
      expect.stringMatching(/^bytes=/),
    ]);
  });

  it.each([
    ['test: tests', /has no split "tests"/],
    ['test: test, revision: v7', /has no revision "v7"/],
    [
      'test: test }, columns: { question: ask',
      /data\/test-00000-of-00001\.parquet: column "ask" is missing\. It has image, questions, answers/,
    ],
  ])('refuses %s', async (source, message) => {
    const { code, notes } = await validate(source);
    expect(notes).toMatch(message);
    expect(code).toBe(exitCodes.badInput);
  });

  it('refuses a gated set without a token, before anything is paid', async () => {
    hub.sets['some/covers'] = { revisions: hub.sets['some/covers']?.revisions ?? {}, gated: true };
    expect(await validate('test: test')).toMatchObject({
      code: exitCodes.badInput,
      notes: expect.stringMatching(/is gated\. Accept its terms at /),
    });
    expect(await validate('test: test', { HF_TOKEN: rightToken })).toMatchObject({ code: exitCodes.done });
  });

  it('refuses an HF_ENDPOINT that is no address', async () => {
    expect(await validate('test: test', { HF_ENDPOINT: 'hub' })).toMatchObject({
      code: exitCodes.badInput,
      notes: expect.stringMatching(/HF_ENDPOINT is no address/),
    });
  });

  it('takes a spec whose hub cannot be reached here, and says so', async () => {
    hub.inflict('api', { status: 429, headers: { 'retry-after': '7200' } });
    expect(await validate('test: test')).toMatchObject({
      code: exitCodes.done,
      notes: expect.stringMatching(/^Its data was not looked at: .* It asks for a wait of 120 minutes/),
    });
  });
});
