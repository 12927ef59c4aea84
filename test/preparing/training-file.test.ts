import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WireMessage } from '../../domain/answering/wire-messages.ts';
import type { SampleImage } from '../../domain/data/sample.ts';
import { convertImage } from '../../preparing/images.ts';
import { type Lines, linesOf } from '../../preparing/training-file.ts';
import { type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';
import { imageOf } from '../fakes/parquet.ts';
import { exampleOf, rowOf } from '../fakes/rows.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;
let images: SampleImage[];
const { prompt } = specOf();

beforeEach(async () => {
  at = await makeDataFolder();
  images = await Promise.all([1, 2, 3].map(stored));
});
afterEach(() => at.remove());

async function stored(n: number): Promise<SampleImage> {
  const { content, image } = await convertImage(await imageOf(n), prompt.image);
  await at.store.putObject(content, image.mediaType);
  return image;
}

/** Two rows about one image, one about another; the third image is that of the worked example. */
const linesFor = (withAnswers: boolean) => {
  const [first, second, shown] = images as [SampleImage, SampleImage, SampleImage];
  const rows = [
    rowOf(4, { images: [first], question: 'Who "wrote" it?\n' }),
    rowOf(5, { images: [first] }),
    rowOf(6, { images: [second] }),
  ];
  return {
    prompt,
    examples: [exampleOf(rowOf(9, { images: [shown] }))],
    rows: [rows.slice(0, 2), rows.slice(2)],
    withAnswers,
  };
};

async function written(lines: Lines): Promise<{ messages: WireMessage[] }[]> {
  const content = linesOf(at.store, lines);
  const ref = await at.store.publish({ key: 'train.jsonl', mediaType: 'application/jsonl', content });
  return Array.fromAsync(at.store.readLines<{ messages: WireMessage[] }>(ref));
}

async function urlOf(image: SampleImage | undefined): Promise<string> {
  return `data:image/jpeg;base64,${(await at.store.readObject(image?.sha256 ?? '')).toString('base64')}`;
}

describe('linesOf', () => {
  it('gives each row a line of its own question, image and answer after the shared opening', async () => {
    const lines = await written(linesFor(true));
    expect(lines.map(({ messages }) => messages.map(({ role }) => role))).toEqual(
      Array(3).fill(['system', 'user', 'assistant', 'user', 'assistant']),
    );
    for (const [index, row] of linesFor(true).rows.flat().entries()) {
      expect(lines[index]?.messages.slice(-2)).toEqual([
        {
          role: 'user',
          content: [
            { type: 'text', text: row.question },
            { type: 'image_url', image_url: { url: await urlOf(row.images[0]), detail: 'auto' } },
          ],
        },
        { role: 'assistant', content: row.targets[0] },
      ]);
    }
    expect(lines[1]?.messages.slice(0, 3)).toEqual(lines[0]?.messages.slice(0, 3));
    expect(JSON.stringify(lines[0]?.messages[1])).toContain(await urlOf(images[2]));
  });

  it.each([
    ['neither system text nor worked examples', {}, false, ['user', 'assistant']],
    ['a system text alone', { system: 'Look.' }, false, ['system', 'user', 'assistant']],
    ['worked examples alone', {}, true, ['user', 'assistant', 'user', 'assistant']],
  ])('writes lines of JSON where the prompt has %s', async (_, { system }: { system?: string }, shown, roles) => {
    const { system: __, ...without } = prompt;
    const lines = linesFor(true);
    const own = { ...lines, prompt: { ...without, ...(system && { system }) }, examples: shown ? lines.examples : [] };
    const read = await written(own);
    expect(read.map(({ messages }) => messages.map(({ role }) => role))).toEqual(Array(3).fill(roles));
  });

  it('ends in the question where no answer is wanted', async () => {
    const lines = await written(linesFor(false));
    expect(lines.map(({ messages }) => messages.at(-1)?.role)).toEqual(['user', 'user', 'user']);
    expect(JSON.stringify(lines)).not.toContain('Ann 4');
  });

  it('writes as JSON does, one object a line', async () => {
    const text = Buffer.concat(
      (await Array.fromAsync(linesOf(at.store, linesFor(true)))).map((part) => Buffer.from(part)),
    );
    const lines = text.toString().split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => JSON.stringify(JSON.parse(line)))).toEqual(lines);
  });
});
