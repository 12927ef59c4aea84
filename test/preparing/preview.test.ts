import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WireMessage } from '../../domain/answering/wire-messages.ts';
import type { Sample } from '../../domain/data/sample.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { type PreviewOptions, prepareInto } from '../../preparing/preview.ts';
import { coversData, type DataFolder, makeDataFolder, writeCovers } from '../fakes/data-folder.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;
let out: string;

beforeEach(async () => {
  at = await makeDataFolder();
  out = path.join(at.folder, 'deep/look');
  await writeCovers(at.data);
});
afterEach(() => at.remove());

const look = (own: Partial<RunSpecInput> = {}, options?: PreviewOptions) =>
  prepareInto(specOf({ data: coversData, ...own }), at.data, out, options);
const withoutFineTuning: Partial<RunSpecInput> = {
  fineTune: undefined,
  candidates: { base: { model: 'base-model' } },
  verdict: undefined,
};

async function linesOf<T>(name: string): Promise<T[]> {
  const text = await readFile(path.join(out, name), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

describe('prepareInto', () => {
  it('writes the files of a run and nothing else', async () => {
    const { files, directory } = await look();
    const names = ['train.jsonl', 'validation.jsonl', 'test.jsonl', 'samples.jsonl', 'summary.json'];
    expect(files).toEqual(names);
    expect(directory).toBe(out);
    expect((await readdir(out)).sort()).toEqual(names.sort());
  });

  it('says in summary.json what it returns: sources, counts, sizes and estimated tokens', async () => {
    const { dataset } = await look();
    expect(JSON.parse(await readFile(path.join(out, 'summary.json'), 'utf8'))).toEqual(dataset);
    const lines = await linesOf('test.jsonl');
    const { length: bytes } = await readFile(path.join(out, 'test.jsonl'));
    expect(dataset.counts.test).toMatchObject({ rows: 16, lines: lines.length, bytes });
    expect(dataset.counts.test?.estimatedTokens).toBeGreaterThan(16 * 255);
    expect(dataset.counts.train).toMatchObject({ rows: 24, lines: 24 });
    expect(dataset.sources.map(({ path: file }) => file)).toEqual([
      'train.parquet',
      'validation.parquet',
      'test.parquet',
    ]);
  });

  it('asks each sample in test.jsonl without its answer', async () => {
    await look();
    const [samples, lines] = [
      await linesOf<Sample>('samples.jsonl'),
      await linesOf<{ messages: WireMessage[] }>('test.jsonl'),
    ];
    expect(samples).toHaveLength(16);
    for (const [index, { question, targets }] of samples.entries()) {
      const messages = lines[index]?.messages ?? [];
      expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
      expect(messages[1]?.content[0]).toEqual({ type: 'text', text: question });
      if (targets[0]?.startsWith('Book')) expect(JSON.stringify(messages)).not.toContain(targets[0]);
    }
  });

  it('asks the validation split in a file of its own, beside the lines to validate with', async () => {
    const { files, dataset } = await look({ on: 'validation' });
    expect(files).toEqual([
      'train.jsonl',
      'validation.jsonl',
      'validation-questions.jsonl',
      'samples.jsonl',
      'summary.json',
    ]);
    const asked = await linesOf<{ messages: WireMessage[] }>('validation-questions.jsonl');
    expect(asked.map(({ messages }) => messages.at(-1)?.role)).toEqual(Array(8).fill('user'));
    expect(dataset.counts.validation).toMatchObject({ rows: 8, lines: 8, estimatedTokens: expect.any(Number) });
  });

  it('replaces what an earlier look left, and removes what this one does not make', async () => {
    await look();
    await look(withoutFineTuning);
    expect((await readdir(out)).sort()).toEqual(['samples.jsonl', 'summary.json', 'test.jsonl']);
  });

  it('reports how many images it has converted', async () => {
    const seen: { done: number; total: number }[] = [];
    await look({}, { onProgress: (progress) => void seen.push({ ...progress }) });
    expect(seen.at(-1)).toEqual({ done: 24, total: 24 });
  });

  it('leaves nothing behind when it fails', async () => {
    await expect(look({ data: { ...coversData, take: { train: 2 } } })).rejects.toThrow(/lines are left to train on/);
    expect(await readdir(at.folder)).toEqual(['data']);
  });

  it('leaves an earlier look as it was when it fails', async () => {
    await mkdir(out, { recursive: true });
    await writeFile(path.join(out, 'train.jsonl'), 'earlier');
    await expect(look({ data: { ...coversData, take: { train: 2 } } })).rejects.toThrow();
    expect(await readdir(out)).toEqual(['train.jsonl']);
    expect(await readFile(path.join(out, 'train.jsonl'), 'utf8')).toBe('earlier');
  });

  it('names a folder that cannot be made', async () => {
    await writeFile(path.join(at.folder, 'deep'), 'a file');
    await expect(look()).rejects.toThrow(`the folder ${out} cannot be made (ENOTDIR). Name another one.`);
  });
});
