import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { lineTokens } from '../../domain/tokens/line-tokens.ts';
import { imageByHeader } from '../../preparing/image-size.ts';
import { measureData, type Wanted } from '../../preparing/measure-data.ts';
import { prepareInto } from '../../preparing/preview.ts';
import { InputError } from '../../sources/source.ts';
import { coverCounts, coversData, type DataFolder, makeDataFolder, writeCovers } from '../fakes/data-folder.ts';
import { imageOf } from '../fakes/parquet.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;
beforeEach(async () => {
  at = await makeDataFolder();
  await writeCovers(at.data);
});
afterEach(() => at.remove());

const examples = [{ row: 1, reasoning: 'It says so.' }];
const measure = (own: Partial<RunSpecInput> = {}, wanted: Wanted = { fineTunes: true }) =>
  measureData(specOf({ data: coversData, ...own }), at.data, wanted);

describe('measureData', () => {
  it('sees the questions, images and training lines that a preparation makes, and converts nothing', async () => {
    const spec = specOf({ data: coversData, prompt: { system: 'Answer.', examples } });
    const measured = await measureData(spec, at.data, { fineTunes: true });
    const { dataset } = await prepareInto(spec, at.data, path.join(at.folder, 'look'));
    expect(measured.asked.looked).toEqual({ at: coverCounts.test, of: coverCounts.test });
    expect(measured.asked.rows).toHaveLength(dataset.counts.test?.rows ?? 0);
    expect(measured.train?.rows).toHaveLength(dataset.counts.train?.lines ?? 0);
    const tokens = (measured.train?.rows ?? []).map(lineTokens(spec.prompt, measured.examples, spec.fineTune?.model));
    expect(tokens.reduce((sum, one) => sum + one, 0)).toBe(dataset.counts.train?.estimatedTokens);
  });

  it('reads training data only for training and for worked examples', async () => {
    await rm(path.join(at.data, 'train.parquet'));
    const data = { source: { test: 'test.parquet' } };
    expect(await measure({ data }, { fineTunes: false })).not.toHaveProperty('train');
    await expect(measure({ data })).rejects.toThrow('fineTune needs training data: data.source.train is missing');
    const prompt = { system: 'Answer.', examples };
    await expect(measure({ data, prompt }, { fineTunes: false })).rejects.toThrow(/prompt.examples are rows/);
  });

  it('takes of a split what the spec takes, and of a capture all its splits', async () => {
    const few = await measure({ data: { ...coversData, take: { test: 3 } } }, { fineTunes: false });
    expect(few.asked.looked).toEqual({ at: 3, of: 3 });
    const captured = await measure({}, { fineTunes: false, captures: ['validation', 'test'] });
    expect(captured.asked.looked.of).toBe(coverCounts.validation + coverCounts.test);
    const trial = await measure({}, { fineTunes: false, captures: ['validation', 'test'], limitEach: 3 });
    expect(trial.asked.rows).toHaveLength(2 * 3);
  });

  const written = async (name: string, content: string | Uint8Array) => {
    await mkdir(path.dirname(path.join(at.data, name)), { recursive: true });
    await writeFile(path.join(at.data, name), content);
  };

  it('deals rows out by shares without decoding an image, and leaves out bad rows where they may be', async () => {
    const rows = Array.from({ length: 200 }, (_, row) => `img/${row}.png,Who wrote ${row}?,Ann ${row}`);
    await written('all.csv', `image,question,answer\n${rows.join('\n')}\n`);
    for (let row = 0; row < 200; row += 1) {
      // A header, and nothing to decode.
      const whole = await sharp({ create: { width: 300 + row, height: 400, channels: 3, background: 'white' } })
        .png()
        .toBuffer();
      await written(`img/${row}.png`, row === 7 ? 'no image' : whole.subarray(0, 64));
    }
    const data = {
      source: { kind: 'csv' as const, all: 'all.csv' },
      split: { shares: { train: 0.5, test: 0.5 } },
      columns: { image: 'image', question: 'question' },
    };
    await expect(measure({ data })).rejects.toThrow(/image \d+ \(all.csv line 9\) cannot be read/);
    const { asked, train } = await measure({ data: { ...data, badRows: 'leave' } });
    expect(asked.rows.length + (train?.rows.length ?? 0)).toBe(199);
    expect(asked.rows.length).toBeGreaterThan(60);
  });

  it('refuses too few lines to train on, of rows that are dealt out by what they show too', async () => {
    const covers = await Promise.all([1, 2].map((n) => imageOf(n)));
    // Fifteen files a picture, each of other bytes.
    const rows = Array.from({ length: 30 }, (_, row) => row);
    for (const row of rows)
      await written(`${row}.png`, Buffer.concat([covers[row % 2] ?? new Uint8Array(), Buffer.from(`${row}`)]));
    const of = (images: string) => rows.map((row) => `${row}.${images},Who wrote ${row}?,Ann ${row}`).join('\n');
    await written('all.csv', `image,question,answer\n${of('png')}\n`);
    const dealt = (train: number, seed: number) =>
      measure({
        data: {
          source: { kind: 'csv', all: 'all.csv' },
          split: { shares: { train, test: 1 - train }, seed },
          columns: { image: 'image', question: 'question' },
        },
      });
    const ends = await Promise.allSettled(Array.from({ length: 8 }, (_, seed) => dealt(0.3, seed)));
    for (const end of ends) {
      if (end.status === 'fulfilled') expect(end.value.train?.rows.length).toBeGreaterThanOrEqual(10);
      else expect(end.reason.message).toMatch(/data.split gives|lines are left to train on; at least 10 are needed/);
    }
    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['fulfilled', 'rejected']));
  });

  it('looks at conversations all over a long file, which are not shuffled', async () => {
    const line = (answer: string) =>
      JSON.stringify({
        messages: [
          { role: 'user', content: 'Which?' },
          { role: 'assistant', content: answer },
        ],
      });
    const lines = Array.from({ length: 3000 }, (_, row) => line(row < 1500 ? 'early' : 'late'));
    await written('test.jsonl', `${lines.join('\n')}\n`);
    const data = { source: { kind: 'chat' as const, test: 'test.jsonl' } };
    const { asked } = await measure({ data }, { fineTunes: false });
    expect(asked.looked).toEqual({ at: 1000, of: 3000 });
    expect(asked.rows.filter(({ targets }) => targets[0] === 'late')).toHaveLength(500);
  });

  it('names what it cannot read', async () => {
    await writeFile(path.join(at.data, 'test.parquet'), 'no Parquet');
    await expect(measure()).rejects.toBeInstanceOf(InputError);
  });
});

describe('imageByHeader', () => {
  const picture = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: 'white' } });

  it('tells the size as it is sent: upright, and within the largest side', async () => {
    const lying = await picture(40, 20).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await imageByHeader(lying)).toMatchObject({ width: 20, height: 40 });
    expect(await imageByHeader(await picture(400, 100).png().toBuffer(), 64)).toMatchObject({ width: 64, height: 16 });
    expect(await imageByHeader(await picture(40, 20).webp().toBuffer(), 64)).toMatchObject({ width: 40, height: 20 });
  });

  it('refuses what is no image', async () => {
    await expect(imageByHeader(Buffer.from('no image'))).rejects.toThrow();
  });
});
