import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { exitCodeTable } from '../../client/program/exit-codes.ts';

it('finds the exit codes in docs/operations.md as --help tells them', async () => {
  const page = await readFile(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const documented = [...page.matchAll(/^\| (\d+) \| (.+) \|$/gm)].map(([, code, meaning]) => `${code}  ${meaning}`);
  const told = exitCodeTable().split('\n').slice(1);
  expect(documented).toEqual(told.map((line) => line.trim()));
});
