import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { runProgram } from '../../client/program/program.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import { recordingTerminal } from '../client/terminals.ts';
import { commandsOf } from './page-lines.ts';
import { type Programs, startPrograms } from './programs.ts';
import { addFaults, callsOf, endFaults, resetCalls } from './sandbox-calls.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const quick = ['--set', 'shardRows=5', '--set', 'heartbeatTimeout=2000', '--set', 'retryInterval=50'];

let directory: string;
let programs: Programs;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-migration-'));
  await cp(path.join(examples, 'tickets'), path.join(directory, 'data'), { recursive: true });
  programs = await startPrograms(directory);
});
afterAll(async () => {
  await programs.stop();
  await rm(directory, { recursive: true });
});

async function tempera(...args: string[]): Promise<{ code: number; results: string; notes: string }> {
  const terminal = recordingTerminal();
  const code = await runProgram(args, terminal, programs.env);
  return { code, results: terminal.results, notes: terminal.notes };
}

/** An example in which the old model is the one that was tuned here. */
async function example(name: string, old = 'gpt-4o-2024-08-06'): Promise<string> {
  const text = await readFile(path.join(examples, name), 'utf8');
  const file = path.join(directory, path.basename(name));
  // Who is to be killed while it asks must not find all answers in the run that has tuned the model.
  await writeFile(file, `${text.replaceAll('gpt-4o-2024-08-06', old)}limits: { reuseAnswers: false }\n`);
  return file;
}

async function reportOf(runId: string): Promise<Report> {
  return JSON.parse((await tempera('report', runId, '--json')).results) as Report;
}

/** Chat calls that were served since counting began. */
async function served(): Promise<number> {
  const calls = await callsOf(programs.sandboxUrl, 'POST /chat/completions');
  return calls.reduce((sum, { served }) => sum + served, 0);
}

/** Starts a run, and kills its worker in the midst of its questions. */
async function killedMidway(command: 'capture' | 'start', file: string, id: string): Promise<void> {
  await resetCalls(programs.sandboxUrl);
  await tempera(command, file, '--id', id, ...quick);
  while ((await served()) < 8) await sleep(10);
  await programs.kill('worker');
  await programs.start('worker');
}

/** The first rule that fits a call befalls it. */
const slowly = { match: { path: '/chat/completions' }, do: { kind: 'slow' as const, ms: 100 } };

async function shutDown(model: string): Promise<void> {
  const gone = { kind: 'status' as const, status: 404, code: 'model_not_found' };
  await endFaults(programs.sandboxUrl);
  await addFaults(programs.sandboxUrl, [
    { match: { model }, do: gone },
    { match: { path: '/models/ft*' }, do: gone },
    slowly,
  ]);
}

describe('docs/migrate.md', () => {
  it('goes from the examples to a report on the sandbox, as they are, and to the gate that it tells of', async () => {
    const data = path.join(directory, 'data');
    // Other tests of this suite have runs of these names.
    const names = new Map([
      ['old-answers', 'page-answers'],
      ['migration', 'page-migration'],
      ['report', path.join(directory, 'report')],
    ]);
    const placed = (word: string) =>
      names.get(word) ?? (/\.yaml$/.test(word) ? path.join(directory, word) : word.replace('$TEMPERA_DATA', data));
    const codes: [string, number][] = [];
    for (const [program, ...words] of await commandsOf('migrate.md')) {
      if (program === 'cp') {
        const copied = words.filter((word) => word !== '.');
        for (const file of copied) await cp(path.join(examples, '..', file), path.join(directory, path.basename(file)));
      }
      const [, command = '', ...rest] = words;
      if (program !== 'npx' || command === 'up') continue;
      codes.push([command, (await tempera(command, ...rest.map(placed))).code]);
    }
    expect(codes).toEqual([
      ['estimate', 0],
      ['capture', 0],
      ['export', 0],
      ['validate', 0],
      ['estimate', 0],
      ['start', 11],
      ['report', 0],
    ]);
    expect(await readFile(path.join(directory, 'report', 'report.html'), 'utf8')).toContain('migration');
    await rm(path.join(data, 'migration'), { recursive: true });
  });
});

describe('the examples of a migration', () => {
  it('compare a tuned model that is gone with one that reasons, by answers that were captured, killed twice', async () => {
    const tickets = await tempera(
      'start',
      await example('tickets/tickets.yaml'),
      '--id',
      'tickets',
      '--wait',
      ...quick,
    );
    expect(tickets.code).toBe(0);
    const tuned = (await reportOf('tickets')).execution.tuned?.model ?? '';
    expect(tuned).toMatch(/^ft:/);

    await addFaults(programs.sandboxUrl, [slowly]);
    await killedMidway('capture', await example('migration/capture.yaml', tuned), 'old-answers');
    expect(await tempera('watch', 'old-answers')).toMatchObject({ code: 0 });
    const out = path.join(directory, 'data', 'migration');
    expect(await tempera('export', 'old-answers', '--out', out)).toMatchObject({ code: 0 });

    await shutDown(tuned);
    // The sandbox lists it still, so that only who asks learns it.
    expect(await tempera('capture', await example('migration/capture.yaml', tuned), '--wait')).toMatchObject({
      code: 5,
    });

    await killedMidway('start', await example('migration/compare.yaml', tuned), 'migration');
    await tempera('watch', 'migration');
    const report = await reportOf('migration');
    expect(report.outcome).toBe('done');
    expect(report.candidates.map(({ name, slices }) => [name, slices[0]?.scores['normalised']?.mean])).toEqual([
      ['old', 1],
      ['new', expect.any(Number)],
    ]);
    expect(report.comparison?.verdict).toBe('worse');
    expect(await tempera('gate', 'migration')).not.toMatchObject({ code: 0 });

    const agreement = await tempera(
      'start',
      await example('agreement/agreement.yaml', tuned),
      '--id',
      'agree',
      '--wait',
      ...quick,
    );
    expect(agreement.code).toBe(0);
    expect((await reportOf('agree')).samples).toBe(40);
    await endFaults(programs.sandboxUrl);
  }, 240_000);
});

describe("the example of one's own pictures", () => {
  it('is trained and asked by files that a CSV names, no shop in two splits', async () => {
    const colours = { red: '#d22', green: '#2b2', blue: '#22d' };
    const rows = Array.from({ length: 60 }, (_, n) => ({ n, colour: Object.keys(colours)[n % 3] ?? '', shop: n % 20 }));
    await mkdir(path.join(directory, 'data', 'photos'));
    for (const { n, colour } of rows) {
      const background = colours[colour as keyof typeof colours];
      const text = `<svg width="160" height="160"><rect width="160" height="160" fill="${background}"/><text y="${20 + n}">${n}</text></svg>`;
      await sharp(Buffer.from(text))
        .jpeg()
        .toFile(path.join(directory, 'data', 'photos', `${n}.jpg`));
    }
    const lines = rows.map(({ n, colour, shop }) => `photos/${n}.jpg,What colour is it?,${colour},shop ${shop}`);
    await writeFile(path.join(directory, 'data', 'items.csv'), ['photo,ask,colour,shop', ...lines, ''].join('\n'));
    const run = await tempera('start', await example('own-data/own-data.yaml'), '--id', 'own', '--wait', ...quick);
    expect(run.notes + run.results).not.toMatch(/cannot|refuse/i);
    expect(run.code).toBe(0);
    const report = await reportOf('own');
    expect(report.samples).toBeGreaterThan(5);
    expect(report.clusters).toBe(report.samples / 3);
  }, 120_000);
});
