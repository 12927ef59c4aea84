import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const folder = fileURLToPath(new URL('../../domain/', import.meta.url));
// Beside what the import rules forbid: globals that give another value tomorrow, or leave the process.
const impure =
  /\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\b|\bprocess\.|\bfetch\(|\bset(Timeout|Interval)\(/;

describe('domain', () => {
  it('asks no clock, chance, network or process', async () => {
    const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.ts'));
    expect(names.length).toBeGreaterThan(20);
    const texts = await Promise.all(names.map(async (name) => ({ name, text: await readFile(folder + name, 'utf8') })));
    expect(texts.filter(({ text }) => impure.test(text)).map(({ name }) => name)).toEqual([]);
  });
});
