import { mkdir, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import { parquetWriteFile } from 'hyparquet-writer';
import type { Sample } from '../../domain/data/sample.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { prepareData } from '../../preparing/prepare.ts';
import { openSource } from '../../sources/open-source.ts';
import type { DataSource, SourceRow } from '../../sources/source.ts';
import { type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';
import { imageOf } from '../fakes/parquet.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;
const sources: DataSource[] = [];

beforeEach(async () => {
  at = await makeDataFolder();
  await mkdir(at.data);
});
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  await at.remove();
});

async function write(name: string, content: string | Uint8Array): Promise<void> {
  const file = path.join(at.data, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

const columns = { question: 'ask', answer: 'title', image: 'cover' };
const specFor = (test: string, own: Partial<RunSpecInput['data']> = {}) =>
  specOf({ data: { source: { test }, columns, ...own }, fineTune: undefined });

function opened(test: string, own?: Partial<RunSpecInput['data']>): DataSource {
  const source = openSource(at.data, specFor(test, own).data);
  sources.push(source);
  return source;
}

async function rowsOf(test: string, own?: Partial<RunSpecInput['data']>): Promise<SourceRow[]> {
  const source = opened(test, own);
  const all = Array.from({ length: await source.count('test') }, (_, position) => position);
  return Array.fromAsync(source.read('test', new Set(all)));
}

const problemsOf = async (test: string, own?: Partial<RunSpecInput['data']>) =>
  (await rowsOf(test, own)).map(({ where, problem }) => problem && `${where}: ${problem.why}`);

async function samplesOf(test: string, own?: Partial<RunSpecInput['data']>): Promise<Sample[]> {
  const more = {
    folder: `runs/${test.replace(/\W/g, '')}/`,
    pageRows: 100,
    fineTunes: false,
    progress: { done: 0, total: 0 },
  };
  const { samples } = await prepareData({
    spec: specFor(test, own),
    source: opened(test, own),
    store: at.store,
    ...more,
  });
  return (await Promise.all(samples.pages.map((page) => Array.fromAsync(at.store.readLines<Sample>(page))))).flat();
}

interface Cover {
  ask: string;
  title: string;
  cover: string;
}

/** Twenty covers as files, and the rows that name them. */
async function writeCoverFiles(): Promise<{ rows: Cover[]; images: Buffer[] }> {
  const images = await Promise.all(Array.from({ length: 20 }, (_, n) => imageOf(n)));
  for (const [n, image] of images.entries()) await write(`shop/covers/${n}.jpg`, image);
  const rows = images.map((_, n) => ({
    ask: `What is "number ${n}"?`,
    title: `Book,\n${n}`,
    cover: `covers/${n}.jpg`,
  }));
  return { rows, images };
}

const jsonLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function writeParquet(name: string, rows: readonly Cover[], images: readonly Uint8Array[], rowGroupSize: number) {
  const text = (column: string) => ({ name: column, type: 'BYTE_ARRAY', converted_type: 'UTF8' }) as const;
  await parquetWriteFile({
    filename: path.join(at.data, name),
    columnData: [
      { name: 'ask', data: rows.map(({ ask }) => ask) },
      { name: 'title', data: rows.map(({ title }) => title) },
      { name: 'cover', data: rows.map(({ cover }, n) => ({ bytes: images[n] ?? null, path: cover })) },
    ],
    schema: [
      { name: 'schema', repetition_type: 'REQUIRED', num_children: 3 },
      { ...text('ask'), repetition_type: 'OPTIONAL' },
      { ...text('title'), repetition_type: 'OPTIONAL' },
      { name: 'cover', repetition_type: 'OPTIONAL', num_children: 2 },
      { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { ...text('path'), repetition_type: 'OPTIONAL' },
    ],
    rowGroupSize,
  });
}

describe('a table of one’s own', () => {
  it('gives the same samples as CSV, JSON Lines, and Parquet of one row group and of many', async () => {
    const { rows, images } = await writeCoverFiles();
    const urlOf = (n: number) => `data:image/jpeg;base64,${images[n]?.toString('base64')}`;
    await write('shop/paths.csv', stringify(rows, { header: true }));
    await write(
      'shop/bars.csv',
      stringify(rows, { header: true, bom: true, delimiter: '|', record_delimiter: '\r\n', quoted: true }),
    );
    await write(
      'shop/paths.jsonl',
      jsonLines(rows.map((row) => ({ ...row, cover: { path: row.cover, bytes: null } }))),
    );
    await write('urls.ndjson', jsonLines(rows.map((row, n) => ({ ...row, cover: urlOf(n) }))));
    await writeParquet('shop/names.parquet', rows, [], 7);
    await writeParquet('one.parquet', rows, images, 1000);
    await writeParquet('many.parquet', rows, images, 3);
    const tables = [
      'shop/paths.csv',
      'shop/bars.csv',
      'shop/paths.jsonl',
      'urls.ndjson',
      'shop/names.parquet',
      'one.parquet',
      'many.parquet',
    ];
    const [first = [], ...others] = await Promise.all(
      tables.map(async (table) => (await samplesOf(table)).map(({ where: _, ...sample }) => sample)),
    );
    expect(first).toHaveLength(20);
    expect(new Set(first.map(({ images: [image] }) => image?.sha256)).size).toBe(20);
    for (const samples of others) expect(samples).toEqual(first);
  });

  it('tells each sample where it stands', async () => {
    await write('a.csv', 'ask,title\n"Who\nis it?",Ann\n\nWhy?,so\n');
    await write('b.csv', 'ask,title\nWhat?,that\n');
    const samples = await samplesOf('*.csv', { columns: { question: 'ask', answer: 'title' } });
    expect(samples.map(({ question, where }) => `${question} ${where}`).sort()).toEqual([
      'What? b.csv line 2',
      'Who\nis it? a.csv line 2',
      'Why? a.csv line 5',
    ]);
  });

  it('takes delimiter and encoding from the spec', async () => {
    await write('a.csv', Buffer.from('ask;title\nOù?;là\n', 'latin1'));
    const source = { test: 'a.csv', delimiter: ';', encoding: 'windows-1252' };
    const [row] = await rowsOf('', { source, columns: { question: 'ask', answer: 'title' } });
    expect(row?.columns).toEqual({ ask: 'Où?', title: 'là' });
  });

  it('shows several images a question, of several columns or of a list', async () => {
    const images = [await imageOf(1), await imageOf(2)];
    for (const [n, image] of images.entries()) await write(`${n}.jpg`, image);
    await write('a.csv', 'ask,title,front,back\nWho?,Ann,0.jpg,1.jpg\nWhy?,so,,1.jpg\nWhat?,that,,\n');
    await write('a.jsonl', jsonLines([{ ask: 'Who?', title: 'Ann', cover: ['0.jpg', { path: './1.jpg' }] }]));
    const own = { columns: { ...columns, image: ['front', 'back'] } };
    expect((await rowsOf('a.csv', own)).map((row) => row.images.map((bytes) => Buffer.from(bytes)))).toEqual([
      images,
      images.slice(1),
      [],
    ]);
    expect((await rowsOf('a.jsonl'))[0]?.images.map((bytes) => Buffer.from(bytes))).toEqual(images);
  });

  it('finds images in the folder of the table first, then in the data folder, and by names from Windows', async () => {
    const [near, far] = [await imageOf(1), await imageOf(2)];
    await write('shop/x.jpg', near);
    await write('x.jpg', far);
    await write('shop/covers/y.jpg', near);
    await write('all/z.jpg', far);
    const names = ['x.jpg', 'covers\\y.jpg', 'all/z.jpg', '../all/z.jpg', path.join(at.data, 'all/z.jpg')];
    await write('shop/a.jsonl', jsonLines(names.map((cover) => ({ ask: 'Who?', title: 'Ann', cover }))));
    const rows = await rowsOf('shop/a.jsonl');
    expect(rows.map(({ images: [bytes] }) => bytes && Buffer.from(bytes))).toEqual([near, near, far, far, far]);
  });

  it('finds images by names without ending, and by texts that columns make into names', async () => {
    const [cover, other] = [await imageOf(1), await imageOf(2)];
    await write('shop/pictures/v1.2.JPG', cover);
    await write('shop/pictures/b/y.png', other);
    await write('shop/a.csv', 'ask,title,cover\nWho?,Ann,v1.2\nWhy?,so,b/y\nWhat?,that,\nWhen?,now,v1.2.JPG\n');
    const rows = await rowsOf('shop/a.csv', { columns: { ...columns, image: 'pictures/{cover}' } });
    const read = rows.map(({ images: [bytes], problem }) => problem?.reason ?? (bytes && Buffer.from(bytes)));
    expect(read).toEqual([cover, other, 'missing image', cover]);
  });

  it('takes none of two images that a name without ending may stand for, and looks in no folder outside', async () => {
    await write('x.jpg', await imageOf(1));
    await write('x.png', await imageOf(2));
    await writeFile(path.join(at.folder, 'y.jpg'), await imageOf(3));
    await write('a.csv', 'ask,title,cover\nWho?,Ann,x\nWhy?,so,../y\n');
    expect(await problemsOf('a.csv')).toEqual([
      'a.csv line 2: "cover" names "x", which may be x.jpg or x.png',
      'a.csv line 3: "cover" names "../y", which is neither in the folder of its table nor in the data folder',
    ]);
  });

  describe('names the row of an image', () => {
    const csvOf = (...covers: string[]) =>
      write(
        'a.csv',
        stringify(
          covers.map((cover) => ({ ask: 'Who?', title: 'Ann', cover })),
          { header: true },
        ),
      );

    it('that is not there, is no file, or is empty', async () => {
      await mkdir(path.join(at.data, 'folder'));
      await csvOf('none.jpg', 'folder', '', 'a\0b', 'x'.repeat(5000));
      const missing = 'which is neither in the folder of its table nor in the data folder';
      expect(await problemsOf('a.csv')).toEqual([
        `a.csv line 2: "cover" names "none.jpg", ${missing}`,
        expect.stringMatching(/^a\.csv line 3: "cover" names "folder": .*folder is no regular file but a folder/),
        'a.csv line 4: "cover" holds no image',
        `a.csv line 5: "cover" names "a\\u0000b", ${missing}`,
        `a.csv line 6: "cover" names "${'x'.repeat(200)}", ${missing}`,
      ]);
    });

    it('that lies outside the data folder, itself or where a link leads', async () => {
      await writeFile(path.join(at.folder, 'secret.jpg'), await imageOf(1));
      await symlink(path.join(at.folder, 'secret.jpg'), path.join(at.data, 'link.jpg'));
      await csvOf('../secret.jpg', path.join(at.folder, 'secret.jpg'), 'link.jpg', '/etc/hostname');
      for (const problem of await problemsOf('a.csv')) expect(problem).toMatch(/, which lies outside the data folder$/);
      expect(await opened('a.csv').files()).toHaveLength(1);
    });

    it('that is an address, or a data URL of anything else', async () => {
      await csvOf(
        'https://example.org/a.jpg',
        'file:///etc/hostname',
        'data:text/html;base64,PGI+',
        'data:image/png,abc',
        'data:image/png;base64,',
      );
      expect(await problemsOf('a.csv')).toEqual([
        'a.csv line 2: "cover" names https://example.org/a.jpg, and data.images.hosts does not allow example.org. Add it there to have its images fetched, or download the image and name the file',
        'a.csv line 3: "cover" names an address of file: Images are read from files, or fetched by https: download it, and name the file',
        'a.csv line 4: "cover" holds "data:text/html;base64,PGI+", which is no data URL of an image in base64',
        'a.csv line 5: "cover" holds "data:image/png,abc", which is no data URL of an image in base64',
        'a.csv line 6: "cover" holds no image, but a text that is no base64',
      ]);
    });

    it('that has more bytes than are held in memory', async () => {
      await write('vast.jpg', '');
      await truncate(path.join(at.data, 'vast.jpg'), 64_000_001);
      await csvOf('vast.jpg');
      expect(await problemsOf('a.csv')).toEqual([
        'a.csv line 2: "cover" names "vast.jpg" of 64000001 bytes; at most 64000000 are read',
      ]);
    });
  });

  it('refuses bad rows by their lines, or leaves them out and counts them', async () => {
    const good = Array.from({ length: 50 }, (_, n) => `Who is ${n}?,Ann\n`).join('');
    await write('a.csv', `ask,title\n${good}Why?\n,Bob\nWhat?,\n${good.replaceAll('Who', 'Whose')}`);
    const own = { columns: { question: 'ask', answer: 'title' }, source: { test: 'a.csv', delimiter: ',' } };
    await expect(samplesOf('a', own)).rejects.toThrow(
      /a\.csv line 52: has 1 field, but the header has 2\. A field that holds the delimiter needs quotes around it; |a\.csv line 53: "ask" is missing/,
    );
    expect(await samplesOf('b', { ...own, badRows: 'leave' })).toHaveLength(100);
  });

  it.each(['constructor', 'toString', '__proto__'])(
    'does not take what every object has for the column %s',
    async (name) => {
      await write('own.jsonl', '{"ask":"Who?","title":"Ann"}\n');
      const own = { columns: { question: 'ask', answer: 'title', cluster: name }, slices: { part: { column: name } } };
      const [sample] = await samplesOf('own.jsonl', own);
      expect(sample?.slices).toEqual({ part: 'Other' });
      expect(sample?.cluster).toBe(sample?.group);
      const images = { columns: { question: 'ask', answer: 'title', image: name } };
      expect(await problemsOf('own.jsonl', images)).toEqual([`own.jsonl line 1: "${name}" holds no image`]);
    },
  );

  it('refuses a column that a table has not, and says what there is', async () => {
    await write('a.csv', ',ask,title\n0,Who?,Ann\n');
    await expect(opened('a.csv').count('test')).rejects.toThrow(
      'a.csv: column "cover" is missing. It has ask, title. Name yours under data.columns.',
    );
  });

  it('is told from conversations, whose files have the same ending', async () => {
    const line = { messages: [{ role: 'user', content: 'Who?' }] };
    await write('a.jsonl', jsonLines([line]));
    await expect(opened('a.jsonl').count('test')).rejects.toThrow(
      'a.jsonl holds conversations (messages). Set data.source.kind: chat.',
    );
    await write('b.jsonl', jsonLines([{ ...line, ask: 'Who?', title: 'Ann' }]));
    expect(await opened('b.jsonl').count('test')).toBe(1);
  });

  describe('is pinned', () => {
    const write2 = async () => {
      for (const n of [1, 2]) await write(`${n}.jpg`, await imageOf(n));
      await write('a.csv', 'ask,title,cover\nWho?,Ann,1.jpg\nWhy?,so,2.jpg\nWhat?,that,1.jpg\n');
    };

    it('with every image file that it names, in whatever order', async () => {
      await write2();
      const [table, images] = await opened('a.csv').files();
      expect(table).toMatchObject({ path: 'a.csv', split: 'test' });
      const bytes = (await imageOf(1)).length + (await imageOf(2)).length;
      expect(images).toMatchObject({ path: 'images of a.csv', split: 'test', bytes });
      await write('a.csv', 'ask,title,cover\nWhy?,so,2.jpg\nWho?,Ann,./1.jpg\n');
      expect((await opened('a.csv').files())[1]).toEqual(images);
      await write('2.jpg', await imageOf(3));
      expect((await opened('a.csv').files())[1]?.sha256).not.toBe(images?.sha256);
    });

    it('so that an image that changes afterwards is named, and not read', async () => {
      await write2();
      const source = opened('a.csv', { badRows: 'leave' });
      await source.files();
      await write('2.jpg', await imageOf(3));
      await expect(Array.fromAsync(source.read('test', new Set([0, 1])))).rejects.toThrow(
        '2.jpg was changed since it was pinned. Start again once nobody writes to it.',
      );
    });

    it('without reading a Parquet file for names of images where all lie in it', async () => {
      const { rows, images } = await writeCoverFiles();
      await writeParquet('one.parquet', rows, images, 5);
      await writeParquet('shop/names.parquet', rows, images.slice(1), 5);
      expect((await opened('one.parquet').files()).map((file) => file.path)).toEqual(['one.parquet']);
      expect((await opened('shop/names.parquet').files()).map((file) => file.path)).toEqual([
        'shop/names.parquet',
        'images of shop/names.parquet',
      ]);
    });
  });
});
