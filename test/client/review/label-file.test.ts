import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readLabelFile } from '../../../client/review/label-file.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-labels-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(text: string | Buffer) {
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
    ['rows of nothing, as Excel leaves them', 'id,question,choice\n1,x,a\n2,"two\nlines",\n3,x,both\n,,\n , ,\n'],
    [
      'UTF-16 with tabs, as Excel saves Unicode text',
      Buffer.from('\ufeffid\tquestion\tchoice\r\n1\tZo\u00eb\ta\r\n2\t"two\r\nlines"\t\r\n3\tx\tboth\r\n', 'utf16le'),
    ],
    [
      'UTF-16 of the other order',
      Buffer.from('\ufeffid\tquestion\tchoice\n1\tx\ta\n2\t"two\nlines"\t\n3\tx\tboth\n', 'utf16le').swap16(),
    ],
    ['bars', 'id|question|choice\n1|"a, b; c"|a\n2|"two\nlines"|\n3|x|both\n'],
    ['commas, with other separators in a name', 'id,"a;b\tc|d",choice\n1,x,a\n2,"two\nlines",\n3,x,both\n'],
    ['semicolons, with commas in a name', 'id;"a, b";choice\n1;x;a\n2;"two\nlines";\n3;x;both\n'],
    ['names with blanks around them', ' id ,question, choice\n1,x,a\n2,"two\nlines",\n3,x,both\n'],
    ['columns in another order, and more of them', 'choice,more,id\na,,1\n,"two\nlines",2\nboth,,3\n'],
  ])('reads rows with their lines from %s', async (_what, text) => {
    expect(await read(text)).toEqual(rows);
  });

  it.each(['sep=;\r\nid;choice\r\n1;a\r\n', '\ufeffsep=;\nid;choice\n1;a\n', 'sep=|\nid|choice\n1|a\n'])(
    'takes the separator that a first line names, and counts that line: %j',
    async (text) => {
      expect(await read(text)).toEqual([{ line: 3, cells: { id: '1', choice: 'a' } }]);
    },
  );

  it('refuses what is in another encoding, of which labels would be read wrongly', async () => {
    await expect(read(Buffer.from('id,choice\n1,\u00e4hnlich\n', 'latin1'))).rejects.toThrow(
      /labels\.csv is no text in UTF-8\. Save it as "CSV UTF-8"/,
    );
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
