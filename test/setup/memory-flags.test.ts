import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { memoryFlags, memoryVariables } from '../../client/local/programs.ts';

describe('memory flags', () => {
  it.each(['Dockerfile', 'docker-compose.yml'])('of %s are those that were measured', async (file) => {
    const text = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
    const flags = text.match(/--max-[a-z-]+-size=\d+/g) ?? [];
    expect(new Set(flags)).toEqual(new Set(memoryFlags));
  });

  it('go with the variables that were measured', async () => {
    const text = await readFile(new URL('../../Dockerfile', import.meta.url), 'utf8');
    const variables = [...text.matchAll(/(MALLOC_\w+)=(\d+)/g)].map(([, name, value]) => [name, value]);
    expect(Object.fromEntries(variables)).toEqual(memoryVariables);
  });
});
