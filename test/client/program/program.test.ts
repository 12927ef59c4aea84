import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type CommandName, commandFacts } from '../../../client/commands/command-facts.ts';
import { type Doing, exitCodes, exitCodeTable } from '../../../client/program/exit-codes.ts';
import { runProgram } from '../../../client/program/program.ts';
import { recordingTerminal } from '../terminals.ts';

let folder = '';
let spec = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-program-'));
  spec = path.join(folder, 'spec.yaml');
  await writeFile(spec, 'name: covers\ndata: { source: { test: test.parquet } }\n');
  await writeFile(
    path.join(folder, 'good.yaml'),
    `name: covers
data: { source: { test: test.parquet } }
prompt: { system: Answer the question. }
candidates: { base: { model: gpt-4o-2024-08-06 } }
`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs a command with a store and data of its own, and no server. */
async function tempera(...args: string[]) {
  const terminal = recordingTerminal();
  const env = {
    TEMPERA_STORE: path.join(folder, 'store'),
    TEMPERA_DATA: folder,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_CONFIG_FILE: path.join(folder, 'temporal.toml'),
  };
  const exitCode = await runProgram(args, terminal, env);
  return { exitCode, results: terminal.results, notes: terminal.notes };
}

const commands = Object.keys(commandFacts) as CommandName[];

describe('runProgram', () => {
  it('lists all commands', async () => {
    const { exitCode, results } = await tempera('--help');
    expect(exitCode).toBe(exitCodes.done);
    for (const command of commands) expect(results).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  });

  it.each(commands)('gives %s a help with an example, the exit codes and --json', async (command) => {
    const { exitCode, results } = await tempera(command, '--help');
    expect(exitCode).toBe(exitCodes.done);
    expect(results).toMatch(new RegExp(`^Examples:\n.*tempera ${command}`, 'm'));
    expect(results).toContain(exitCodeTable(commandFacts[command].doing));
    expect(results).toContain('--json');
  });

  it.each<[Doing, RegExp]>([
    ['looks', /exitCodeOf\(status\)|endWatchAtGate|\bbegin\(/],
    ['gates', /\batGate\b|endWatchAtGate|endAtGate/],
    ['follows', /\bgateTrend\b/],
    ['calibrates', /kappaTooLow/],
    ['starts', /\.interrupts\(\)|\binterrupts\b/],
    ['stores', /openRuns|withClient|loadConfig\(env\)/],
  ])('says of each command that %s how that may end', async (doing, sign) => {
    const folder = new URL('../../../client/commands/', import.meta.url);
    for (const command of commands) {
      const text = await readFile(new URL(`${command}.ts`, folder), 'utf8');
      const isSaid = (commandFacts[command].doing as readonly Doing[]).includes(doing);
      if (sign.test(text) && !isSaid) throw new Error(`${command} ${doing}, which its help does not know`);
    }
  });

  it.each(['watch', 'status', 'report', 'calibrate', 'compare', 'gate', 'adjudicate', 'cancel', 'resume', 'retry'])(
    'refuses an id that %s could leave the store with',
    async (command) => {
      const more: Record<string, string[]> = { compare: ['other'], retry: ['--from', 'report'] };
      for (const id of ['../x', 'a/b', '..', ' ', 'a\u001b[2J']) {
        const { exitCode, notes } = await tempera(command, id, ...(more[command] ?? []));
        expect([exitCode, notes]).toEqual([exitCodes.badInput, expect.stringContaining('run id ')]);
      }
    },
  );

  it('refuses a store that is a file', async () => {
    const terminal = recordingTerminal();
    const exitCode = await runProgram(['report', 'a'], terminal, { TEMPERA_STORE: path.join(spec, 'store') });
    expect([exitCode, terminal.notes]).toEqual([exitCodes.badInput, expect.stringContaining('spec.yaml is no folder')]);
  });

  it.each([
    [[], /Usage/],
    [['begin'], /unknown command 'begin'/],
    [['start'], /missing required argument 'spec'/],
    [['status', 'a', 'b'], /too many arguments/],
    [['list', '--sort'], /unknown option '--sort'/],
    [['start', 'good.yaml', '--limit', '0'], /whole number above 0/],
    [['start', 'good.yaml', '--set', 'speed=3'], /no setting "speed"/],
    [['gate', 'nothing'], /no report of run "nothing"/],
    [['report', 'r', '--format', 'pdf'], /Allowed choices are json, md, html, csv/],
    [['up', '--port', '99999'], /port number up to 65535/],
    [['prepare', 'good.yaml'], /--out <folder>/],
  ])('refuses the arguments %j', async (args, message) => {
    const { exitCode, notes } = await tempera(...args);
    expect(exitCode).toBe(exitCodes.badInput);
    expect(notes).toMatch(message);
  });

  it('refuses before anything is paid to wait at a gate that nothing can pass', async () => {
    const good = path.join(folder, 'good.yaml');
    expect(await tempera('start', good, '--gate')).toMatchObject({
      exitCode: exitCodes.badInput,
      notes: expect.stringContaining('the spec names no verdict'),
    });
    expect((await tempera('start', good, '--gate', '--limit', '3')).notes).toContain('a trial has no verdict');
  });

  it('names file, line and key of a mistake in a spec', async () => {
    const { exitCode, notes } = await tempera('validate', spec);
    expect(exitCode).toBe(exitCodes.badInput);
    expect(notes).toMatch(/spec\.yaml line 1: candidates/);
    expect(notes).not.toMatch(/^\s+at /m);
  });

  it('prints a spec with its defaults', async () => {
    const { exitCode, results } = await tempera('validate', path.join(folder, 'good.yaml'), '--json');
    expect(exitCode).toBe(exitCodes.done);
    expect(JSON.parse(results)).toMatchObject({ name: 'covers', limits: { failedSamples: 0.02 } });
  });

  it('gives an error as JSON to who asked for JSON', async () => {
    const { exitCode, results, notes } = await tempera('report', 'nothing', '--json');
    expect(exitCode).toBe(exitCodes.badInput);
    expect(JSON.parse(results)).toMatchObject({ error: { ending: 'badInput', exitCode: 2 } });
    expect(notes).toBe('');
  });

  it('says what to do when there is no server', async () => {
    const { exitCode, notes } = await tempera('status', 'covers-1');
    expect(exitCode).toBe(exitCodes.cannotStart);
    expect(notes).toMatch(/No Temporal server answers at 127\.0\.0\.1:1 .*tempera up/);
    expect(notes).not.toMatch(/^\s+at /m);
  });

  it('lists what the store knows when there is no server', async () => {
    const { exitCode, results } = await tempera('list');
    expect(exitCode).toBe(exitCodes.done);
    expect(results).toMatch(/No runs in .*store yet/);
  });

  it('refuses a variable that cannot be used', async () => {
    const terminal = recordingTerminal();
    expect(await runProgram(['list'], terminal, { TEMPERA_LOG_LEVEL: 'loud' })).toBe(exitCodes.badInput);
    expect(terminal.notes).toMatch(/TEMPERA_LOG_LEVEL/);
  });

  it('refuses data that is not there before anything else', async () => {
    const { exitCode, notes } = await tempera(
      'prepare',
      path.join(folder, 'good.yaml'),
      '--out',
      path.join(folder, 'o'),
    );
    expect(exitCode).toBe(exitCodes.badInput);
    expect(notes).toMatch(/test\.parquet/);
  });
});
