import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readItemPage, readSamplePage } from '../../runs/samples.ts';
import { type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';
import { imageNamed } from '../fakes/rows.ts';
import { sampleOf } from '../fakes/samples.ts';

let at: DataFolder;
beforeEach(async () => {
  at = await makeDataFolder();
});
afterEach(() => at.remove());

const stored = (...lines: object[]) =>
  at.store.publish({
    key: 'p',
    mediaType: 'application/jsonl',
    content: lines.map((line) => `${JSON.stringify(line)}\n`),
  });
const image = imageNamed('a');

describe('readSamplePage', () => {
  it('reads samples of 0.1.0, which had one image each, as those of now', async () => {
    const { images: _, ...rest } = sampleOf(1);
    const page = await stored({ ...rest, image }, sampleOf(2, { images: [] }), sampleOf(3, { images: [image, image] }));
    const samples = await Array.fromAsync(readSamplePage(at.store, page));
    expect(samples).toEqual([
      { ...rest, images: [image] },
      sampleOf(2, { images: [] }),
      sampleOf(3, { images: [image, image] }),
    ]);
  });
});

describe('readItemPage', () => {
  it('reads the image of an item of 0.1.0', async () => {
    const item = { id: 'i', question: 'Who?', targets: ['Ann'], answer: 'Ben' };
    expect(await Array.fromAsync(readItemPage(at.store, await stored({ ...item, image }, item)))).toEqual([
      { ...item, images: [image] },
      { ...item, images: [] },
    ]);
  });
});
