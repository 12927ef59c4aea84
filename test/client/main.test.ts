import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('../../client/main.ts', import.meta.url));
const printImports = new URL('../fakes/print-imports.mjs', import.meta.url).href;

/** The packages that a command loads. */
function packagesOf(...args: string[]): string[] {
  const { stderr } = spawnSync(process.execPath, ['--import', printImports, main, ...args], { encoding: 'utf8' });
  return [...new Set(stderr.trim().split('\n'))];
}

describe('the overview of the commands', () => {
  it('loads no library but the one that reads the command line', () => {
    expect(packagesOf('--help')).toEqual(['commander']);
  });

  it('is not all that is ever loaded', () => {
    expect(packagesOf('start', '--help')).toEqual(expect.arrayContaining(['commander', 'zod', '@temporalio/client']));
  });
});

describe('an output that takes no more', () => {
  const failing = (code: string) =>
    `data:text/javascript,process.stdout._write = (chunk, encoding, done) => done(Object.assign(new Error('${code}: no'), { code: '${code}' }))`;
  const write = (code: string) =>
    spawnSync(process.execPath, ['--import', failing(code), main, '--help'], { encoding: 'utf8' });

  it('is told in words, and never ends as if it had been written', () => {
    const { status, stderr } = write('ENOSPC');
    expect([status, stderr]).toEqual([3, 'The output cannot be written: ENOSPC. Write it elsewhere.\n']);
  });

  it('is left alone where the reader has read enough', () => {
    const { status, stderr } = write('EPIPE');
    expect([status, stderr]).toEqual([0, '']);
  });
});
