import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { laws } from './laws.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const patches = readdirSync(folder)
  .filter((name) => name.endsWith('.patch'))
  .sort();

describe('the patches that break the laws', () => {
  it('are one for each law', () => {
    expect(patches.sort()).toEqual(laws.map(({ patch }) => patch).sort());
  });

  it.each(patches)('%s still fits the code (whether it is caught says `npm run laws`)', (patch) => {
    execFileSync('git', ['apply', '--check', folder + patch], { cwd: `${folder}../..` });
  });
});
