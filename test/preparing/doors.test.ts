import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { prepareInto } from '../../preparing/preview.ts';
import { saveToDisk } from '../fakes/arrow.ts';
import { coverCounts, type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';
import { type FakeRow, fakeRows, writeParquet } from '../fakes/parquet.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;
beforeEach(async () => {
  at = await makeDataFolder();
});
afterEach(() => at.remove());

type Source = NonNullable<RunSpecInput['data']>['source'];
const made = ['train.jsonl', 'validation.jsonl', 'test.jsonl', 'samples.jsonl'];

/** All files that a preparation makes, without those that name where the data lies. */
async function prepared(
  source: Source,
  columns: RunSpecInput['data']['columns'] = {},
): Promise<Record<string, string>> {
  const out = path.join(at.folder, 'look', String(source.train).replaceAll(/\W/g, '-'));
  await prepareInto(specOf({ data: { source, columns } }), at.data, out);
  const texts = await Promise.all(made.map(async (name) => [name, await readFile(path.join(out, name), 'utf8')]));
  return Object.fromEntries(texts);
}

const splitsIn = (folder: string, rest = ''): Source => ({
  train: `${folder}/train${rest}`,
  validation: `${folder}/validation${rest}`,
  test: `${folder}/test${rest}`,
});

const writers: Record<string, (folder: string, rows: readonly FakeRow[]) => Promise<void>> = {
  arrow: (folder, rows) => saveToDisk(folder, rows, 5),
  'parquet-folder': async (folder, rows) => {
    await writeParquet(path.join(folder, '0.parquet'), rows.slice(0, 3));
    await writeParquet(path.join(folder, '1.parquet'), rows.slice(3));
  },
  imagefolder: async (folder, rows) => {
    await mkdir(path.join(folder, 'pictures'), { recursive: true });
    const lines = rows.map(async ({ image, questions, answers }, n) => {
      await writeFile(path.join(folder, 'pictures', `${n}.jpg`), image ?? '');
      return JSON.stringify({ file_name: `pictures/${n}.jpg`, questions, answers });
    });
    await writeFile(path.join(folder, 'metadata.jsonl'), (await Promise.all(lines)).join('\n'));
  },
};

async function rowsOfSplits(): Promise<[split: string, rows: FakeRow[]][]> {
  let first = 0;
  const splits: [string, FakeRow[]][] = [];
  for (const [split, count] of Object.entries(coverCounts)) {
    splits.push([split, await fakeRows(count, first)]);
    first += count;
  }
  return splits;
}

describe('the same rows by every door', () => {
  it('are the same samples and training files, byte for byte', async () => {
    for (const [split, rows] of await rowsOfSplits()) {
      await writeParquet(path.join(at.data, `single/${split}.parquet`), rows, { groupRows: 5 });
      for (const [door, write] of Object.entries(writers)) await write(path.join(at.data, door, split), rows);
    }
    const single = await prepared(splitsIn('single', '.parquet'));
    expect(single['train.jsonl']?.split('\n')).toHaveLength(25);
    for (const door of Object.keys(writers)) expect(await prepared(splitsIn(door))).toEqual(single);
  });

  it('are the same from metadata.csv as from Parquet with one question a row, but for the places that messages name', async () => {
    for (const [split, rows] of await rowsOfSplits()) {
      const folder = path.join(at.data, 'csv', split);
      await writers['imagefolder']?.(folder, rows);
      const asked = rows.map(({ questions, answers }, n) => ({
        file_name: `pictures/${n}.jpg`,
        question: questions?.[0],
        answer: answers?.[0],
      }));
      const inFull = asked.map(({ file_name, ...row }) => ({
        ...row,
        image: path.posix.join('csv', split, file_name),
      }));
      await writeFile(path.join(folder, 'metadata.csv'), stringify(asked, { header: true }));
      await mkdir(path.join(at.data, 'plain'), { recursive: true });
      await writeFile(path.join(at.data, 'plain', `${split}.csv`), stringify(inFull, { header: true }));
      await rm(path.join(folder, 'metadata.jsonl'));
    }
    const columns = { image: 'image', question: 'question' };
    const [plain, csv] = [await prepared(splitsIn('plain', '.csv'), columns), await prepared(splitsIn('csv'), columns)];
    const placeless = (text = '') => text.replaceAll(/"where":"[^"]*"/g, '"where":""');
    expect(made.map((name) => placeless(csv[name]))).toEqual(made.map((name) => placeless(plain[name])));
  });
});
