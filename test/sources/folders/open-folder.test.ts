import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { openSource } from '../../../sources/open-source.ts';
import type { DataSource, SourceRow } from '../../../sources/source.ts';
import { type DataFolder, makeDataFolder } from '../../fakes/data-folder.ts';
import { imageOf } from '../../fakes/parquet.ts';
import { specOf } from '../../fakes/samples.ts';

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

const classed = { image: 'image', question: { text: 'What is shown?' }, answer: 'label' };
const asked = { image: 'image', question: 'ask', answer: 'title' };

function opened(
  test: string,
  columns: RunSpecInput['data']['columns'] = asked,
  kind?: 'imagefolder' | 'csv',
): DataSource {
  const source = { test, ...(kind && { kind }) };
  const open = openSource(at.data, specOf({ data: { source, columns }, fineTune: undefined }).data);
  sources.push(open);
  return open;
}

async function rowsOf(source: DataSource): Promise<SourceRow[]> {
  const all = Array.from({ length: await source.count('test') }, (_, position) => position);
  return Array.fromAsync(source.read('test', new Set(all)));
}

const hashOf = async (source: DataSource) => (await source.files()).map(({ path: name, sha256 }) => [name, sha256]);

describe('a folder of pictures', () => {
  const cat = () => imageOf(1);

  it('gives the folder of each as its label, and each by its name', async () => {
    await write('shapes/round/a.jpg', await cat());
    await write('shapes/flat/b.JPG', await imageOf(2));
    await write('shapes/flat/.DS_Store', 'x');
    await write('shapes/README.md', 'x');
    const rows = await rowsOf(opened('shapes', classed));
    expect(rows.map(({ where, columns }) => [where, columns['label']])).toEqual([
      ['shapes/flat/b.JPG', 'flat'],
      ['shapes/round/a.jpg', 'round'],
    ]);
    expect(rows[1]?.images[0]).toEqual(new Uint8Array(await cat()));
  });

  it('is pinned by its names and by all bytes of its pictures', async () => {
    await write('shapes/round/a.jpg', await cat());
    await write('shapes/flat/b.jpg', await imageOf(2));
    const before = await hashOf(opened('shapes', classed));
    expect(before.map(([name]) => name)).toEqual(['shapes', 'images of shapes']);
    expect(await hashOf(opened('shapes', classed))).toEqual(before);
    await write('shapes/round/a.jpg', await imageOf(3));
    const edited = await hashOf(opened('shapes', classed));
    expect(edited[0]).toEqual(before[0]);
    expect(edited[1]).not.toEqual(before[1]);
    await write('shapes/round/c.jpg', await cat());
    expect((await hashOf(opened('shapes', classed)))[0]).not.toEqual(before[0]);
  });

  it('notices a picture that was added while it was read', async () => {
    await write('shapes/round/a.jpg', await cat());
    const source = opened('shapes', classed);
    await rowsOf(source);
    await source.requireUnchanged();
    await write('shapes/round/b.jpg', await cat());
    await expect(source.requireUnchanged()).rejects.toThrow('shapes was changed while it was read');
  });

  it.each([
    ['at several depths', ['round/a.jpg', 'flat/more/b.jpg']],
    ['beside each other in one folder', ['a.jpg', 'b.jpg']],
  ])('has no labels where pictures lie %s', async (_, names) => {
    for (const name of names) await write(`shapes/${name}`, await cat());
    await expect(rowsOf(opened('shapes', classed))).rejects.toThrow(
      'shapes: column "label" is missing. It has image, file_name.',
    );
  });

  it('may be without labels, in one folder or several deep, where none are needed', async () => {
    await write('photos/a.jpg', await cat());
    await write('photos/more/b.jpg', await imageOf(2));
    const rows = await rowsOf(opened('photos', { ...classed, answer: null, id: 'file_name' }));
    expect(rows.map(({ columns, images }) => [columns['file_name'], images.length])).toEqual([
      ['a.jpg', 1],
      ['more/b.jpg', 1],
    ]);
  });

  it('asks for its pictures to be shown', async () => {
    await write('shapes/round/a.jpg', await cat());
    await expect(rowsOf(opened('shapes', { ...classed, image: null }))).rejects.toThrow(
      'shapes is a folder of pictures, and the spec shows none of them. Say data.columns.image: image.',
    );
  });

  it('gives the rows of its metadata, which may name pictures of folders and lie in several', async () => {
    await write('covers/a/x.jpg', await cat());
    await write('covers/a/metadata.csv', 'file_name,ask,title\nx.jpg,Who?,A\n');
    await write('covers/b/deep/y.jpg', await imageOf(2));
    await write('covers/b/metadata.csv', 'file_name,ask,title\ndeep\\y.jpg,Who?,B\n');
    const source = opened('covers');
    const rows = await rowsOf(source);
    expect(rows.map(({ where, columns, images }) => [where, columns['title'], images.length])).toEqual([
      ['covers/a/metadata.csv line 2', 'A', 1],
      ['covers/b/metadata.csv line 2', 'B', 1],
    ]);
    expect(await source.beside?.('test')).toEqual({});
    expect((await hashOf(source)).map(([name]) => name)).toEqual([
      'covers/a/metadata.csv',
      'covers/b/metadata.csv',
      'images of covers/a/metadata.csv',
      'images of covers/b/metadata.csv',
    ]);
  });

  it('takes several pictures a row, from columns and from lists', async () => {
    for (const n of [1, 2, 3]) await write(`covers/${n}.jpg`, await imageOf(n));
    const line = { front_file_name: '1.jpg', file_names: ['2.jpg', '3.jpg'], ask: 'Who?', title: 'A' };
    await write('covers/metadata.jsonl', JSON.stringify(line));
    const [row] = await rowsOf(opened('covers', { ...asked, image: ['front', 'images'] }));
    expect(row?.images.map((image) => image.length)).toEqual(
      await Promise.all([1, 2, 3].map(async (n) => (await imageOf(n)).length)),
    );
  });

  it('names a picture that is missing by its row, and counts those that no metadata names', async () => {
    await write('covers/a.jpg', await cat());
    for (const n of [1, 2, 3, 4]) await write(`covers/old/${n}.jpg`, await imageOf(n));
    await write('covers/metadata.csv', 'file_name,ask,title\na.jpg,Who?,A\ngone.jpg,Who?,B\n');
    const source = opened('covers');
    const problems = (await rowsOf(source)).map(({ where, problem }) => problem && `${where}: ${problem.why}`);
    expect(problems).toEqual([
      undefined,
      'covers/metadata.csv line 3: "image" names "gone.jpg", which is neither in the folder of its table nor in the data folder',
    ]);
    expect(await source.beside?.('test')).toEqual({
      'picture that no metadata names ("covers/old/1.jpg", "covers/old/2.jpg", "covers/old/3.jpg" and 1 more)': 4,
    });
  });

  it('is refused where its metadata names no pictures, or is of several kinds', async () => {
    await write('covers/a.jpg', await cat());
    await write('covers/metadata.csv', 'name,ask,title\na.jpg,Who?,A\n');
    await expect(rowsOf(opened('covers'))).rejects.toThrow(
      'covers/metadata.csv names no pictures: a column file_name, or one whose name ends with _file_name, is missing. It has name, ask, title.',
    );
    await write('covers/metadata.jsonl', '{}');
    await expect(rowsOf(opened('covers'))).rejects.toThrow(
      'covers holds metadata of several kinds (metadata.csv, metadata.jsonl). Keep those of one kind.',
    );
  });

  it('shows nothing that a link in it leads to outside of the data folder', async () => {
    await write('../secret.jpg', await cat());
    await mkdir(path.join(at.data, 'shapes/round'), { recursive: true });
    await symlink(path.join(at.folder, 'secret.jpg'), path.join(at.data, 'shapes/round/a.jpg'));
    const [row] = await rowsOf(opened('shapes', classed));
    expect([row?.images, row?.problem?.why]).toEqual([
      [],
      '"image" names "round/a.jpg", which lies outside the data folder',
    ]);
    await symlink(path.join(at.folder), path.join(at.data, 'shapes/flat'));
    await expect(rowsOf(opened('shapes', classed))).rejects.toThrow('flat in');
    await symlink(at.folder, path.join(at.data, 'linked'));
    await expect(rowsOf(opened('linked', classed))).rejects.toThrow('"linked" lies outside the data folder');
  });
});

describe('a folder of tables', () => {
  it('gives the rows of all its files, in the order of their names', async () => {
    await write('tickets/b.csv', 'ask,title\nWho?,B\n');
    await write('tickets/a.csv', 'ask,title\nWho?,A\n');
    await write('tickets/notes.md', 'x');
    const rows = await rowsOf(opened('tickets', { question: 'ask', answer: 'title' }));
    expect(rows.map(({ where, columns }) => [where, columns['title']])).toEqual([
      ['tickets/a.csv line 2', 'A'],
      ['tickets/b.csv line 2', 'B'],
    ]);
  });

  it.each([
    [
      'with files of several kinds',
      ['a.csv', 'b.jsonl'],
      '"data" in the data folder is a folder with csv and jsonl, which does not say what is meant. Name the files.',
    ],
    [
      'with pictures and a table that is no metadata',
      ['a.jpg', 'labels.csv'],
      'with pictures and csv, which does not say what is meant. Name the files; or set kind: imagefolder for its pictures alone.',
    ],
    [
      'of several splits',
      ['test.csv', 'train.csv'],
      'of several splits. Name one a split, such as train: data/train*.csv, test: data/test*.csv.',
    ],
    ['without data', ['a.zip'], 'without data: it holds "a.zip". Archives have to be unpacked.'],
    ['without anything', [], 'without data: it holds nothing.'],
  ])('is refused %s', async (_, names, message) => {
    await mkdir(path.join(at.data, 'data'));
    for (const name of names) await write(`data/${name}`, 'x');
    await expect(rowsOf(opened('data'))).rejects.toThrow(message);
  });

  it('is read as what the spec says, where it holds more', async () => {
    await write('data/a.csv', 'ask,title\nWho?,A\n');
    await write('data/b.jsonl', '{}');
    await write('data/round/a.jpg', await imageOf(1));
    expect(await rowsOf(opened('data', { question: 'ask', answer: 'title' }, 'csv'))).toHaveLength(1);
    expect(await rowsOf(opened('data', classed, 'imagefolder'))).toMatchObject([{ columns: { label: 'round' } }]);
  });
});

describe('what save_to_disk wrote', () => {
  const columns = { image: 'image', question: 'question' };
  const fixture = path.join(import.meta.dirname, '../../fixtures/arrow/saved');
  const edit = async (change: (state: Record<string, unknown>) => void) => {
    const file = path.join(at.data, 'saved/train/state.json');
    const state = JSON.parse(await readFile(file, 'utf8'));
    change(state);
    await writeFile(file, JSON.stringify(state));
  };
  beforeEach(() => cp(fixture, path.join(at.data, 'saved'), { recursive: true }));

  it('gives its rows in the order of its files, as they were shuffled before', async () => {
    await write('saved/train/cache-0a.arrow', 'what datasets keeps for itself');
    const source = opened('saved/train', columns);
    const rows = await rowsOf(source);
    expect(rows.map((row) => row.columns['answer'])).toEqual(['black', 'red', 'green', 'blue', 'white']);
    expect(rows.every(({ images }) => images.length === 1)).toBe(true);
    expect((await hashOf(source)).map(([name]) => name)).toEqual([
      'saved/train/data-00000-of-00002.arrow',
      'saved/train/data-00001-of-00002.arrow',
    ]);
    await edit((state) => (state['_data_files'] as unknown[]).reverse());
    expect((await rowsOf(opened('saved/train', columns)))[0]?.columns['answer']).toBe('blue');
  });

  it('asks for one folder a split', async () => {
    await expect(rowsOf(opened('saved', columns))).rejects.toThrow(
      '"saved" in the data folder is a folder of several splits. Name one a split, such as train: saved/train, test: saved/test.',
    );
  });

  it('is refused where a file is missing, its state is not readable, or its order lies in another file', async () => {
    await rm(path.join(at.data, 'saved/train/data-00001-of-00002.arrow'));
    const refusal = () => rowsOf(opened('saved/train', columns));
    await expect(refusal()).rejects.toThrow(
      'saved/train/state.json names "data-00001-of-00002.arrow", which is not there. Copy the folder anew.',
    );
    await edit((state) => {
      state['_indices_files'] = [{ filename: 'indices.arrow' }];
    });
    await expect(refusal()).rejects.toThrow(
      'saved/train/state.json keeps the order of its rows in a file of its own, which is not read. Save it anew: load_from_disk(…).flatten_indices().save_to_disk(…).',
    );
    await edit((state) => {
      state['_indices_files'] = null;
      state['_data_files'] = [{ filename: '../test/data-00000-of-00001.arrow' }];
    });
    await expect(refusal()).rejects.toThrow('saved/train/state.json does not say what its data files are.');
    await write('saved/train/state.json', '{');
    await expect(refusal()).rejects.toThrow('saved/train/state.json is not JSON. Save the data set anew.');
    await rm(path.join(at.data, 'saved/train/state.json'));
    await symlink('/etc/hostname', path.join(at.data, 'saved/train/state.json'));
    await expect(refusal()).rejects.toThrow('"saved/train/state.json" lies outside the data folder');
  });
});
