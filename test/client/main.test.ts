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
