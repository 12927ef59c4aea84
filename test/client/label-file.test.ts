import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLabelFile } from '../../client/label-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-labels-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string) {
  const file = path.join(folder, 'labels.csv');
  await writeFile(file, text);
  return readLabelFile(file, ['id', 'choice']);
}

describe('readLabelFile', () => {
  const rows = [
    { line: 2, cells: { id: '1', choice: 'a' } },
    { line: 3, cells: { id: '2', choice: '' } },
    { line: 5, cells: { id: '3', choice: 'both' } },
  ];

  it.each([
    ['commas', 'id,question,choice\n1,"a; b",a\n2,"two\nlines",\n3,x,both\n'],
    [
      'semicolons, a byte order mark and CRLF',
      '\ufeffid;question;choice\r\n1;"a, b";a\r\n2;"two\r\nlines"\r\n3;x;both\r\n',
    ],
    ['columns in another order, and more of them', 'choice,more,id\na,,1\n,"two\nlines",2\nboth,,3\n'],
  ])('reads rows with their lines from %s', async (_what, text) => {
    expect(await read(text)).toEqual(rows);
  });

  it.each([
    ['id,question\n1,x\n', /labels\.csv line 1: expected the column choice, got id, question\./],
    ['', /line 1: expected the column id, choice, got nothing\./],
    ['id,choice\n1,"a"b\n', /is not the CSV it should be: .*line 2/],
  ])('refuses %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('refuses a file that is not there', async () => {
    await expect(readLabelFile(path.join(folder, 'none.csv'), ['id'])).rejects.toThrow('cannot be read (ENOENT)');
  });
});
