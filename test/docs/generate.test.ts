import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { generateDocs } from '../../docs/generate.ts';

it('finds schema and reference of the run spec up to date (else: npm run docs)', async () => {
  for (const { file, text } of await generateDocs()) expect(await readFile(file, 'utf8')).toBe(text);
});
