import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { prepareInto } from '../../preparing/preview.ts';
import { openDataFile } from '../../sources/data-file.ts';
import { openTable } from '../../sources/tables/open-table.ts';
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
async function prepared(source: Source, own: Partial<RunSpecInput['data']> = {}): Promise<Record<string, string>> {
  const out = path.join(at.folder, 'look', String(source.train).replaceAll(/\W/g, '-'));
  await prepareInto(specOf({ data: { source, ...own } }), at.data, out);
  const texts = await Promise.all(made.map(async (name) => [name, await readFile(path.join(out, name), 'utf8')]));
  return Object.fromEntries(texts);
}

/** A failure would print megabytes of images. */
const hashesOf = (texts: Record<string, string>) =>
  Object.entries(texts).map(([name, text]) => [name, createHash('sha256').update(text).digest('hex')]);

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

/** Three splits of rendered covers, the same ones each time. */
async function fakeSplits(): Promise<[split: string, rows: FakeRow[]][]> {
  let first = 0;
  const splits: [string, FakeRow[]][] = [];
  for (const [split, count] of Object.entries(coverCounts)) {
    splits.push([split, await fakeRows(count, first)]);
    first += count;
  }
  return splits;
}

const covers = '../shared/data/covers-parquet';
const areHere = existsSync(covers);
if (!areHere) console.warn(`SKIPPED: the real covers by every door, since ${covers} is missing`);

/** As many of each split as of the rendered ones. */
async function realSplits(): Promise<[split: string, rows: FakeRow[]][]> {
  return Promise.all(
    Object.entries(coverCounts).map(async ([split, count]): Promise<[string, FakeRow[]]> => {
      const file = await openDataFile(path.join(covers, `${split}-00000-of-00001.parquet`));
      try {
        const some = { columns: ['image', 'questions', 'answers'], rows: new Set(Array(count).keys()) };
        const records = await Array.fromAsync(openTable(file).records(some));
        const rows = records.map(({ values }) => values as unknown as FakeRow & { image: { bytes: Uint8Array } });
        return [split, rows.map(({ image, ...row }) => ({ ...row, image: image.bytes }))];
      } finally {
        await file.close();
      }
    }),
  );
}

describe('the same rows by every door', () => {
  const doors: [what: string, splits: typeof fakeSplits][] = [['rendered covers', fakeSplits]];
  if (areHere) doors.push(['real covers', realSplits]);

  it.each(doors)('are the same samples and training files, byte for byte: %s', async (_, splitsOf) => {
    for (const [split, rows] of await splitsOf()) {
      await writeParquet(path.join(at.data, `single/${split}.parquet`), rows, { groupRows: 5 });
      for (const [door, write] of Object.entries(writers)) await write(path.join(at.data, door, split), rows);
    }
    const single = await prepared(splitsIn('single', '.parquet'));
    expect(single['train.jsonl']?.trim().split('\n').length).toBeGreaterThanOrEqual(24);
    for (const door of Object.keys(writers)) expect(hashesOf(await prepared(splitsIn(door)))).toEqual(hashesOf(single));
  });

  it('are the same from metadata.csv as from a table, but for the places that messages name', async () => {
    for (const [split, rows] of await fakeSplits()) {
      const folder = path.join(at.data, 'csv', split);
      await writers['imagefolder']?.(folder, rows);
      const asked = rows.map(({ questions, answers }, n) => ({
        file_name: `pictures/${n}.jpg`,
        question: questions?.[0],
        answer: answers?.[0],
      }));
      const inFull = asked.map(({ file_name: name, ...row }) => ({
        ...row,
        image: path.posix.join('csv', split, name),
      }));
      await writeFile(path.join(folder, 'metadata.csv'), stringify(asked, { header: true }));
      await rm(path.join(folder, 'metadata.jsonl'));
      await mkdir(path.join(at.data, 'plain'), { recursive: true });
      await writeFile(path.join(at.data, 'plain', `${split}.csv`), stringify(inFull, { header: true }));
    }
    const columns = { image: 'image', question: 'question' };
    const [plain, csv] = [
      await prepared(splitsIn('plain', '.csv'), { columns }),
      await prepared(splitsIn('csv'), { columns }),
    ];
    const placeless = (text = '') => text.replaceAll(/"where":"[^"]*"/g, '"where":""');
    expect(made.map((name) => placeless(csv[name]))).toEqual(made.map((name) => placeless(plain[name])));
  });
});
