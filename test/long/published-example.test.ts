import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { runProgram } from '../../client/program/program.ts';
import { openRun } from '../../runs/open-run.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { commitOf, writeLargeSet } from '../fakes/hub/covers.ts';
import { type FakeHub, startFakeHub } from '../fakes/hub/fake-hub.ts';
import { type Programs, startPrograms } from '../integration/programs.ts';

const example = path.join(import.meta.dirname, '../../examples/reference/ocr-vqa.yaml');
const names = ['HF_ENDPOINT', 'TEMPERA_CACHE'];

let directory: string;
let hub: FakeHub;
let programs: Programs;
const before = names.map((name) => [name, process.env[name]] as const);

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-published-'));
  await writeLargeSet(path.join(directory, 'set'));
  hub = await startFakeHub({
    'howard-hou/OCR-VQA': { revisions: { main: await commitOf(path.join(directory, 'set')) } },
  });
  Object.assign(process.env, { HF_ENDPOINT: hub.url, TEMPERA_CACHE: path.join(directory, 'cache') });
  programs = await startPrograms(directory, { OPENAI_API_KEY: 'local' });
  // The sandbox stands in for OpenAI.
  programs.env['TEMPERA_OPENAI_URL'] = programs.env['TEMPERA_SANDBOX_URL'];
  await programs.kill('worker');
  await programs.start('worker');
}, 120_000);

afterAll(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await programs.stop();
  await hub.close();
  await rm(directory, { recursive: true });
});

it('fine-tunes, asks and judges the published example from the hub it names, with no other change than the endpoint', async () => {
  const terminal = recordingTerminal();
  await runProgram(['start', example, '--id', 'published', '--wait'], terminal, programs.env);
  const { report } = (await openRun(openRuns(path.join(directory, 'store')), 'published').report()) ?? {};
  expect(report?.provenance.dataset.counts).toMatchObject({
    train: { images: 150, rows: 750, lines: 750 },
    validation: { images: 50, rows: 250 },
    test: { images: 100, rows: 500 },
  });
  const answered = report?.candidates.map(({ name }) => name);
  expect(answered).toEqual(expect.arrayContaining(['base', 'tuned', 'tuned-without-examples']));
  expect(report?.headline).toMatch(/tuned/);
  expect(terminal.results).toContain(report?.headline?.slice(0, 20));
}, 900_000);
