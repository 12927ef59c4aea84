import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type ChildProgram, startChild } from '../../../client/local/processes.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-processes-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const staysUp = 'setInterval(() => {}, 1000);';

function programOf(code: string, changes: Partial<ChildProgram<string>> = {}): ChildProgram<string> {
  return {
    name: 'the program',
    command: process.execPath,
    args: ['-e', code],
    env: { PATH: process.env['PATH'] },
    log: path.join(folder, 'logs', 'program.log'),
    ready: (firstLine) => firstLine,
    readyWithin: 10_000,
    abort: new AbortController().signal,
    ...changes,
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('startChild', () => {
  it('waits for the first line, and ends the program when it is told to', async () => {
    const child = await startChild(programOf(`console.log(process.pid); ${staysUp}`));
    const pid = Number(child.ready);
    expect(isAlive(pid)).toBe(true);
    await child.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('keeps all that the program writes', async () => {
    const child = await startChild(programOf(`console.error('a warning'); console.log('ready'); ${staysUp}`));
    await child.stop();
    const log = await readFile(path.join(folder, 'logs', 'program.log'), 'utf8');
    expect(log.split('\n').sort()).toEqual(['', 'a warning', 'ready']);
  });

  it('says how a program ended that never came up, with its last lines', async () => {
    const starting = startChild(programOf("console.error('port 8765 is taken'); process.exit(3)"));
    await expect(starting).rejects.toMatchObject({ ending: 'cannotStart' });
    await expect(starting).rejects.toThrow(/the program ended with exit code 3.*\n {2}port 8765 is taken/);
  });

  it('says which program could not be started at all', async () => {
    const starting = startChild(programOf('', { command: path.join(folder, 'missing') }));
    await expect(starting).rejects.toThrow(/the program could not be started.*ENOENT/);
  });

  it('gives up a program that is late, and ends it', async () => {
    const late = programOf(`process.stderr.write(process.pid + '\\n'); ${staysUp}`, { readyWithin: 300 });
    await expect(startChild(late)).rejects.toThrow(/not ready after 0.3 s/);
    // On a busy machine it is ended before it can say who it was.
    const pid = (await readFile(late.log, 'utf8')).trim();
    expect(pid !== '' && isAlive(Number(pid))).toBe(false);
  });

  it('ends the program when its start is given up', async () => {
    const abort = new AbortController();
    const starting = startChild(programOf(staysUp, { abort: abort.signal }));
    abort.abort(new Error('given up'));
    await expect(starting).rejects.toThrow('given up');
  });

  it('tells when a program ends by itself', async () => {
    const child = await startChild(programOf("console.log('ready'); setTimeout(() => process.exit(1), 50)"));
    await expect(child.failed).rejects.toThrow(/the program ended with exit code 1/);
  });
});
