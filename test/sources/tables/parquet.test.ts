import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parquetWriteFile } from 'hyparquet-writer';
import { tablesOfTests } from './tables.ts';

const { folderOf, openAt, tableOf } = tablesOfTests();

const fixture = (name: string) => path.join(import.meta.dirname, '../../fixtures/parquet', name);
const rowsOf = async (name: string) => {
  const table = await openAt(fixture(name));
  return (await Array.fromAsync(table.records())).map(({ values }) => values);
};

describe('a Parquet file', () => {
  it('gives labels by their names, in lists and structs too, and -1 as none', async () => {
    expect(await rowsOf('labels.parquet')).toEqual([
      { answer: 'Travel', all: ['Poetry', 'Travel'], pair: { kind: 'Poetry', n: 5 }, names: 'a', share: 0.1, count: 7 },
      { answer: 'Science', all: [], pair: { kind: 'Science', n: 6 }, names: 'b', share: 2.5, count: -1 },
      { answer: null, all: null, pair: null, names: null, share: null, count: null },
    ]);
  });

  it('gives dates, times and decimals as texts, and integers as numbers while those are exact', async () => {
    const [first, second] = await rowsOf('typed.parquet');
    expect(first).toMatchObject({ day: '2021-01-01', time: '2021-01-01', price: '0.30', tenth: '0.3', flag: true });
    expect(first).toMatchObject({ big: 4611686018427387904n, tags: ['b', 'a'], pair: { name: 'a', id: 1 } });
    expect(second).toMatchObject({ day: '1969-12-31', old: '2021-01-01T12:30:00Z', price: '-12.05', big: -1 });
  });

  it('gives the rows and columns that are asked for, over all row groups, each with its number', async () => {
    const filename = path.join(await folderOf(), 'rows.parquet');
    const data = Array.from({ length: 10 }, (_, n) => n);
    await parquetWriteFile({
      filename,
      columnData: [
        { name: 'n', data },
        { name: 'm', data },
      ],
      rowGroupSize: 3,
    });
    const table = await openAt(filename);
    expect([await table.count(), await table.columns()]).toEqual([10, ['n', 'm']]);
    expect(await Array.fromAsync(table.records({ rows: new Set([0, 4, 9]), columns: ['m', 'x'] }))).toEqual([
      { where: 'rows.parquet row 0', row: 0, values: { m: 0 } },
      { where: 'rows.parquet row 4', row: 4, values: { m: 4 } },
      { where: 'rows.parquet row 9', row: 9, values: { m: 9 } },
    ]);
  });

  it('is refused when its footer counts other rows than its row groups hold', async () => {
    const filename = path.join(await folderOf(), 'counts.parquet');
    const data = Array.from({ length: 10 }, (_, n) => n);
    await parquetWriteFile({ filename, columnData: [{ name: 'n', data }], rowGroupSize: 3 });
    const content = await readFile(filename);
    // Field 3 of the footer in compact Thrift: ten, doubled for its sign, before the list of row groups.
    const at = content.lastIndexOf(Buffer.from([0x16, 20, 0x19]));
    content[at + 1] = 24;
    const table = await tableOf(content, 'counts.parquet');
    const refusal = 'counts.parquet contradicts itself: its footer says 12 rows, and its row groups hold 10.';
    await expect(table.count()).rejects.toThrow(refusal);
  });

  it('names a label that the file has no name for', async () => {
    const filename = path.join(await folderOf(), 'wrong.parquet');
    const features = { answer: { names: ['a', 'b'], _type: 'ClassLabel' } };
    const kvMetadata = [{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }];
    await parquetWriteFile({ filename, columnData: [{ name: 'answer', data: [0, 2] }], kvMetadata });
    const table = await openAt(filename);
    await expect(Array.fromAsync(table.records())).rejects.toThrow(
      'wrong.parquet row 1: column "answer" holds the label 2, and the file names labels 0 to 1 only.',
    );
  });

  it.each([
    ['x.parquet', 'x.parquet is not a Parquet file'],
    ['x.txt', 'x.txt is not a Parquet file. Set kind: csv or kind: jsonl where it is that.'],
    ['x.arrow', 'x.arrow is not a Parquet file. Set kind: arrow.'],
  ])('refuses what is no Parquet, and says what to do: %s', async (name, message) => {
    const table = await tableOf('question,answer\n1,2\n', name, { kind: 'parquet' });
    await expect(table.count()).rejects.toThrow(new RegExp(`^${message.replaceAll('.', '\\.')}$`));
  });
});
