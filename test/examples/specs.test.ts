import { glob, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { loadSpec } from '../../client/spec-file.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));
const specs = (await Array.fromAsync(glob('{covers,demo,reference}/*.yaml', { cwd: examples }))).sort();

describe('the example specs', () => {
  it('are those that the documentation names', () => {
    expect(specs).toEqual(['covers/covers.yaml', 'demo/demo.yaml', 'reference/ocr-vqa.yaml']);
  });

  it.each(specs)('%s is sound', async (spec) => {
    await expect(loadSpec(examples + spec)).resolves.toMatchObject({ verdict: { compare: 'tuned', against: 'base' } });
  });

  it('need about thirty lines for a whole run over the covers', async () => {
    const lines = (await readFile(`${examples}covers/covers.yaml`, 'utf8')).trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(35);
  });
});
