import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';

const glossary = await readFile(new URL('../../docs/glossary.md', import.meta.url), 'utf8');
const places = [...glossary.matchAll(/`([a-z-]+\/[\w./-]*)`/g)].map(([, place]) => place ?? '');

describe('the glossary', () => {
  it('defines its words', () => {
    expect(glossary.match(/^\| \*\*/gm)?.length).toBeGreaterThanOrEqual(20);
    expect(places.length).toBeGreaterThanOrEqual(20);
  });

  it.each(places)('says that a word lives in %s, which exists', async (place) => {
    await expect(access(new URL(`../../${place}`, import.meta.url))).resolves.toBeUndefined();
  });
});
