import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import { exitCodes } from '../../../client/program/exit-codes.ts';
import { runProgram } from '../../../client/program/program.ts';
import { loadSpec } from '../../../client/program/spec-file.ts';
import { saveToDisk } from '../../fakes/arrow.ts';
import { type DataFolder, makeDataFolder, writeCovers } from '../../fakes/data-folder.ts';
import { commitOf } from '../../fakes/hub/covers.ts';
import { startFakeHub } from '../../fakes/hub/fake-hub.ts';
import { fakeRows, imageOf } from '../../fakes/parquet.ts';
import { recordingTerminal } from '../terminals.ts';

let at: DataFolder;
let output: string;
beforeEach(async () => {
  at = await makeDataFolder();
  await mkdir(at.data, { recursive: true });
  output = path.join(at.folder, 'tempera.yaml');
});
afterEach(() => at.remove());

async function init(data: string, ...args: string[]) {
  const terminal = recordingTerminal();
  const code = await runProgram(['init', path.join(at.data, data), '--out', output, ...args], terminal, {
    TEMPERA_DATA: at.data,
  });
  return { code, out: terminal.results, notes: terminal.notes };
}

async function write(name: string, content: string | Uint8Array): Promise<void> {
  const file = path.join(at.data, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
}

const csv = (rows: object[]) => stringify(rows, { header: true });
const colours = ['red', 'green', 'blue'];
const questions = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ question: `What is ${n}?`, answer: colours[n % 3] }));

async function writePictures(count: number, folder = 'shop/pictures'): Promise<void> {
  for (let n = 0; n < count; n += 1) await write(`${folder}/${n}.jpg`, await imageOf(n));
}

describe('tempera init', () => {
  it('writes a spec for pictures beside a table that names them without folder and ending', async () => {
    await writePictures(40);
    await write('shop/colours.csv', csv(questions(40).map(({ answer }, n) => ({ photo: n, colour: answer }))));
    const { code, out, notes } = await init('shop');
    expect([code, notes]).toEqual([exitCodes.done, expect.stringContaining(`npx tempera start ${output} --local`)]);
    expect(out).toMatch(/^image +pictures\/\{photo\} \(names 40 pictures that are there, in 40 of 40 rows\)$/m);
    expect(out).toMatch(/^Few images: 20 test images/m);
    expect(out.split('\n').filter((line) => line.length > 80 && !line.startsWith('Written: '))).toEqual([]);
    expect(out).toMatch(/^splits {4}\{ shares: .*\n {10}\S/m);
    expect((await loadSpec(output)).data).toMatchObject({
      source: { kind: 'csv', all: 'shop/colours.csv' },
      columns: { image: 'pictures/{photo}', question: { text: 'What is the colour?' }, answer: 'colour' },
    });
  });

  it('takes splits from the names of files, and images from Parquet', async () => {
    await writeCovers(at.data);
    expect(await init('.')).toMatchObject({ code: exitCodes.done });
    expect((await loadSpec(output)).data).toMatchObject({
      source: { kind: 'parquet', train: 'train.parquet', validation: 'validation.parquet', test: 'test.parquet' },
      columns: { image: 'image', questions: 'questions', answers: 'answers' },
    });
  });

  it('takes pictures in a folder a class, with folders of their own for the splits or without', async () => {
    for (let n = 0; n < 60; n += 1) {
      const image = await imageOf(n);
      await write(`shapes/${colours[n % 3]}/${n}.jpg`, image);
      await write(`split/${n < 40 ? 'train' : 'val'}/${colours[n % 3]}/${n}.jpg`, image);
    }
    expect(await init('shapes')).toMatchObject({ code: exitCodes.done });
    expect((await loadSpec(output)).data).toMatchObject({
      source: { kind: 'imagefolder', all: 'shapes' },
      columns: { image: 'image', question: { text: 'What does the picture show?' }, answer: 'label' },
    });
    expect(await init('split', '--force')).toMatchObject({
      code: exitCodes.done,
      notes: expect.stringContaining('start'),
    });
    expect((await loadSpec(output)).data.source).toEqual({
      kind: 'imagefolder',
      train: 'split/train',
      test: 'split/val',
    });
  });

  it('takes an imagefolder by its metadata, and what save_to_disk wrote', async () => {
    await writePictures(40, 'f/train');
    await write(
      'f/train/metadata.csv',
      csv(questions(40).map(({ answer }, n) => ({ file_name: `${n}.jpg`, text: `a ${answer} one` }))),
    );
    expect(await init('f/train')).toMatchObject({ code: exitCodes.done });
    expect((await loadSpec(output)).data).toMatchObject({
      source: { kind: 'imagefolder', all: 'f/train' },
      columns: { image: 'image', answer: 'text' },
    });
    for (const split of ['train', 'test'])
      await saveToDisk(path.join(at.data, 'saved', split), await fakeRows(20, split === 'train' ? 0 : 20), 5);
    expect(await init('saved', '--force')).toMatchObject({ code: exitCodes.done });
    expect((await loadSpec(output)).data).toMatchObject({
      source: { kind: 'folder', train: 'saved/train', test: 'saved/test' },
      columns: { image: 'image', questions: 'questions', answers: 'answers' },
    });
  });

  it('knows conversations', async () => {
    const line = (n: number) =>
      JSON.stringify({
        messages: [
          { role: 'user', content: `What is ${n}?` },
          { role: 'assistant', content: colours[n % 3] },
        ],
      });
    await write('chat/train.jsonl', Array.from({ length: 20 }, (_, n) => line(n)).join('\n'));
    await write('chat/test.jsonl', Array.from({ length: 20 }, (_, n) => line(n + 20)).join('\n'));
    expect(await init('chat')).toMatchObject({ code: exitCodes.done });
    expect((await loadSpec(output)).data.source).toMatchObject({
      kind: 'chat',
      train: 'chat/train.jsonl',
      test: 'chat/test.jsonl',
    });
  });

  it('tells a script what it has chosen and why', async () => {
    await write('a.csv', csv(questions(40)));
    const { code, out } = await init('a.csv', '--json');
    expect(code).toBe(exitCodes.done);
    expect(JSON.parse(out)).toMatchObject({
      file: output,
      choices: expect.arrayContaining([
        { what: 'answer', value: 'answer', why: expect.stringMatching(/^its name says so/) },
      ]),
      spec: { data: { columns: { question: 'question' } } },
    });
  });

  it('reads text as a person says, and writes that down', async () => {
    const rows = Array.from({ length: 40 }, (_, n) => `Ist ${n} grün?;Käse ${n % 5}\r\n`);
    await write('a.csv', Buffer.from(`Frage;Antwort\r\n${rows.join('')}`, 'latin1'));
    expect(await init('a.csv')).toMatchObject({
      code: exitCodes.badInput,
      notes: expect.stringContaining('is not UTF-8'),
    });
    expect(await init('a.csv', '--encoding', 'klingon')).toMatchObject({
      code: exitCodes.badInput,
      notes: expect.stringMatching(/^--encoding: no such encoding/),
    });
    expect(await init('a.csv', '--encoding', 'windows-1252')).toMatchObject({ code: exitCodes.done });
    expect((await loadSpec(output)).data).toMatchObject({
      source: { encoding: 'windows-1252' },
      columns: { question: 'Frage', answer: 'Antwort' },
    });
  });

  it('leaves lines out that cannot be read, and says which', async () => {
    await write('a.csv', `${csv(questions(40))}What is it?,red,more\n`);
    const { code, out } = await init('a.csv');
    expect(code).toBe(exitCodes.done);
    expect(out).toMatch(/^Left out: 1 of 41 rows cannot be read, such as a\.csv line 42 has 3 fields/m);
    expect((await loadSpec(output)).data.badRows).toBe('leave');
  });

  it('sees all of a table that is sorted, however long', async () => {
    const rows = Array.from({ length: 30_000 }, (_, n) => `What is ${n}?,${colours[Math.floor(n / 10_000)]}\n`);
    await write('a.csv', `question,answer\n${rows.join('')}`);
    const { code, out } = await init('a.csv');
    expect(code).toBe(exitCodes.done);
    expect(out).toMatch(/^data +30\s000 rows of a\.csv$/m);
    expect(out).toMatch(/^answer .*3 different values in 3750 rows\)$/m);
  });

  it.each(['a[1].csv', '{x,y}.csv', '+(a) b?.csv', 'a\\b.csv', '*.csv', "it's.csv", 'ü#.csv'])(
    'takes a file called %s',
    async (name) => {
      await write(name, csv(questions(40)));
      expect(await init(name)).toMatchObject({ code: exitCodes.done, notes: expect.stringContaining('--local') });
    },
  );

  it('leaves a file that is there as it is, unless it is told otherwise', async () => {
    await write('a.csv', csv(questions(40)));
    await writeFile(output, 'mine');
    expect(await init('a.csv')).toEqual({
      code: exitCodes.badInput,
      out: '',
      notes: expect.stringMatching(/is there already\. .*--force/),
    });
    expect(await readFile(output, 'utf8')).toBe('mine');
    expect(await init('a.csv', '--force')).toMatchObject({ code: exitCodes.done });
  });

  it('writes nothing where it would have to guess, and says what there is', async () => {
    await write('a.csv', csv(questions(40).map((row) => ({ ...row, label: row.answer }))));
    const { code, notes } = await init('a.csv');
    expect([code, notes]).toEqual([
      exitCodes.badInput,
      'The answer may be "answer" or "label". Say which: --answer COLUMN.\n',
    ]);
    await expect(readFile(output)).rejects.toThrow('ENOENT');
    expect(await init('a.csv', '--answer', 'label')).toMatchObject({ code: exitCodes.done });
  });

  it('says of data that is too little that it would not run, and what is missing', async () => {
    await write('a.csv', csv(questions(8)));
    const { code, notes } = await init('a.csv');
    expect([code, notes]).toEqual([
      exitCodes.badInput,
      expect.stringMatching(/^It would not run yet: .*at least 10 are needed/s),
    ]);
  });

  it('says below which folder data elsewhere is to be read', async () => {
    await write('a.csv', csv(questions(40)));
    const terminal = recordingTerminal();
    const args = ['init', path.join(at.data, 'a.csv'), '--out', output];
    expect(await runProgram(args, terminal, { TEMPERA_DATA: `${at.folder}-other` })).toBe(exitCodes.done);
    expect((await loadSpec(output)).data.source.all).toBe('a.csv');
    expect(terminal.notes).toContain(`TEMPERA_DATA=${at.data} npx tempera start`);
  });

  it('looks at a data set on a hub without downloading it', async () => {
    await writeCovers(at.data);
    const hub = await startFakeHub({ 'some/covers': { revisions: { main: await commitOf(at.data) } } });
    try {
      const terminal = recordingTerminal();
      const env = { HF_ENDPOINT: hub.url, TEMPERA_CACHE: path.join(at.folder, 'cache'), TEMPERA_DATA: at.data };
      expect(await runProgram(['init', 'some/covers', '--out', output], terminal, env)).toBe(exitCodes.done);
      expect(terminal.results).toMatch(/^data +some\/covers: .*test: 8 rows of test/m);
      const { data } = await loadSpec(output);
      expect(data.source).toEqual({
        kind: 'hub',
        name: 'some/covers',
        train: 'train',
        validation: 'validation',
        test: 'test',
      });
      expect(data.columns).toEqual({ image: 'image', questions: 'questions', answers: 'answers' });
      await expect(readdir(path.join(at.folder, 'cache'))).rejects.toThrow('ENOENT');
      expect(await runProgram(['init', 'some/none', '--out', `${output}2`], terminal, env)).toBe(exitCodes.badInput);
      expect(terminal.notes).toMatch(/^There is no file or folder "some\/none"\. On the hub: /m);
    } finally {
      await hub.close();
    }
  });

  describe('names what is wrong with', () => {
    it.each([
      ['nothing', 'none', undefined, /There is no file or folder/],
      ['an empty file', 'a.csv', '', /a\.csv is empty\. Its first line has to name the columns/],
      ['a header alone', 'a.csv', 'question,answer\n', /There is no row that can be read: a\.csv has no row\./],
      ['one column', 'a.csv', 'answer\nred\nblue\n', /its delimiter cannot be told/],
      [
        'a table without header',
        'a.csv',
        '1.jpg,red\n2.jpg,blue\n',
        /The first line should name the columns, and holds "1\.jpg" as a row does/,
      ],
      ['bytes that are no text', 'a.csv', Buffer.alloc(5000), /a\.csv holds bytes that are no text/],
      ['UTF-16', 'a.csv', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'), /a\.csv is UTF-16/],
      [
        'a list in one document',
        'a.jsonl',
        '[{"question":"a","answer":"b"}]',
        /no row that can be read: a\.jsonl line 1 is a list/,
      ],
      ['bytes that are no Parquet', 'a.parquet', Buffer.from('none of it'), /a\.parquet/],
      ['a file of another kind', 'a.zip', 'x', /its ending does not say what it is/],
      ['a folder without a table', 'f/a.txt', 'x', /There is no table in .*f or in the folders below: none of \.csv/],
      ['several tables', 'g/a.csv', 'x,y\n', /There are several tables: "a\.csv", "b\.csv"\. Say which/],
    ])('%s', async (_, name, content, message) => {
      if (content !== undefined) await write(name, content);
      if (name === 'g/a.csv') await write('g/b.csv', 'x,y\n');
      const { code, notes } = await init(name.includes('/') ? path.dirname(name) : name);
      expect([code, notes]).toEqual([exitCodes.badInput, expect.stringMatching(message)]);
      await expect(readFile(output)).rejects.toThrow('ENOENT');
    });
  });
});
