import { readFile, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import * as arrow from '@uwdata/flechette';
import { readHead } from '../../../sources/tables/decoding/arrow-head.ts';
import { smallArrowFile } from '../../damage/small-file.ts';
import { arrowBytes } from '../../fakes/arrow.ts';
import { tablesOfTests } from './tables.ts';

const { folderOf, openAt, tableOf } = tablesOfTests();

const fixture = (name: string) => path.join(import.meta.dirname, '../../fixtures/arrow', name);
const valuesOf = async (name: string) => {
  const table = await openAt(fixture(name));
  return (await Array.fromAsync(table.records())).map(({ values }) => values);
};

describe('an Arrow file', () => {
  it.each(['typed.arrow', 'typed.feather'])('gives values as a Parquet file would: %s', async (name) => {
    const [first, second, third, fourth] = await valuesOf(name);
    expect(first).toMatchObject({ word: 'a', price: '0.30', day: '2021-01-01', time: '2021-01-01T12:30:00Z' });
    expect(first).toMatchObject({
      big: 4611686018427387904n,
      single: 0.1,
      flag: true,
      tags: ['x', null],
      pair: [1, 2],
    });
    expect(first).toMatchObject({
      view: 'short',
      bytes: Buffer.from('abc'),
      struct: { a: 1, b: ['x'] },
      nothing: null,
    });
    expect(second).toMatchObject({ price: '-12.05', day: '1969-12-31', big: -1, tags: [], flag: false });
    expect(second).toMatchObject({ view: 'much longer than twelve', struct: { a: null, b: null } });
    expect(new Set(Object.values(third ?? {}))).toEqual(new Set([null]));
    expect(fourth).toMatchObject({ price: '1234567890123456789012.01', word: 'a', pair: [5, 6], view: '' });
  });

  it('is read in the form before 2019, and through dictionaries that are replaced or added to', async () => {
    expect(await valuesOf('legacy.arrow')).toMatchObject([{ tags: ['x', null] }, { flag: false }, {}, { tags: ['y'] }]);
    expect((await valuesOf('replaced.arrow')).map(({ word }) => word)).toEqual(['a', 'b', 'x', 'y']);
    expect((await valuesOf('delta.arrow')).map(({ word }) => word)).toEqual(['a', 'b', 'c', 'b']);
  });

  it('gives labels by their names, and images as their bytes, of what save_to_disk wrote', async () => {
    const [first] = await valuesOf('saved/test/data-00000-of-00001.arrow');
    const png = expect.any(Uint8Array);
    expect(first).toMatchObject({ label: 'round', answer: 'red', image: { bytes: png, path: null } });
  });

  it('gives the rows and columns that are asked for, over all batches, each with its number', async () => {
    const rows = Array.from({ length: 10 }, (_, n) => ({ image: null, questions: [`${n}`], answers: [] }));
    const table = await tableOf(arrowBytes(rows, 3), 'rows.arrow');
    expect([await table.count(), await table.columns()]).toEqual([10, ['image', 'questions', 'answers']]);
    expect(await Array.fromAsync(table.records({ rows: new Set([0, 4, 9]), columns: ['questions', 'x'] }))).toEqual([
      { where: 'rows.arrow row 0', row: 0, values: { questions: ['0'] } },
      { where: 'rows.arrow row 4', row: 4, values: { questions: ['4'] } },
      { where: 'rows.arrow row 9', row: 9, values: { questions: ['9'] } },
    ]);
  });

  it('knows whether all its images lie in it, so that it names no files', async () => {
    const bytes = new Uint8Array([1]);
    const row = { questions: [], answers: [] };
    const embeds = async (rows: { image: { bytes: Uint8Array | null; path: string } | null }[]) => {
      const types = { image: arrow.struct({ bytes: arrow.binary(), path: arrow.utf8() }) };
      const content = arrow.tableToIPC(arrow.tableFromArrays({ image: rows.map(({ image }) => image) }, { types }), {});
      return (await tableOf(content as Uint8Array, 'images.arrow')).embeds?.(['image']);
    };
    expect(await embeds([{ image: { bytes, path: 'a.png' } }])).toBe(true);
    expect(await embeds([{ image: { bytes, path: 'a.png' } }, { image: { bytes: null, path: 'a.png' } }])).toBe(false);
    expect(await (await tableOf(arrowBytes([{ image: bytes, ...row }]), 'x.arrow')).embeds?.(['questions'])).toBe(
      false,
    );
  });

  it('names a column of a type that is not read, once it is asked for', async () => {
    const table = await openAt(fixture('map.arrow'));
    expect(await Array.fromAsync(table.records({ columns: ['n'] }))).toMatchObject([{ values: { n: 7 } }]);
    await expect(Array.fromAsync(table.records())).rejects.toThrow(
      'map.arrow rows 0 to 0 cannot be read: its column "m" is of an Arrow type that is not read (Map)',
    );
  });
});

describe('what is no Arrow file, or a damaged one', () => {
  const whole = () => smallArrowFile();
  const refusal = async (content: Uint8Array, name = 'x.arrow') =>
    (await tableOf(content, name, { kind: 'arrow' })).count();

  it('is named when it is compressed', async () => {
    await expect((await openAt(fixture('zstd.feather'))).count()).rejects.toThrow(
      /^zstd\.feather is compressed \(LZ4 or Zstandard\)\. Write it without compression, as save_to_disk does\.$/,
    );
  });

  it.each([
    ['text', Buffer.from('question,answer\n1,2\n'), 'is not an Arrow file, or breaks off at once'],
    ['nothing', Buffer.alloc(0), 'ends without an end mark, so that rows may be missing. Write it anew.'],
    ['Feather of version 1', Buffer.from('FEA1 and so on'), 'is Feather of version 1'],
  ])('is named when it is %s', async (_, content, message) => {
    await expect(refusal(content)).rejects.toThrow(`x.arrow ${message}`);
  });

  it('is named when it breaks off in a batch or between two, or goes on behind its end', async () => {
    const content = await whole();
    await expect(refusal(content.subarray(0, -8))).rejects.toThrow('x.arrow ends without an end mark');
    await expect(refusal(content.subarray(0, -16))).rejects.toThrow(
      /x\.arrow breaks off: its message at byte \d+ is longer/,
    );
    await expect(refusal(Buffer.concat([content, content]))).rejects.toThrow(
      'x.arrow goes on behind its end, which is',
    );
  });

  it.each([
    [2, 3],
    [5, 6],
  ])('is named when it is of another version: %i', async (version, told) => {
    const content = await whole();
    // The version is the first field that the head's table of offsets names.
    const head = content.subarray(8);
    const table = head.readUInt32LE(0);
    const slots = table - head.readInt32LE(table);
    head.writeInt16LE(version, table + head.readUInt16LE(slots + 4));
    await expect(refusal(content)).rejects.toThrow(
      `x.arrow is Arrow of version ${told}, and versions 4 and 5 are read.`,
    );
  });

  it('is named where a list of its schema or a batch is longer than its bytes, which would fill the memory', async () => {
    const content = await whole();
    expect(readHead(new Uint8Array(content.subarray(8, 8 + content.readInt32LE(4))).buffer).header).toBe(1);
    let named = 0;
    for (let at = 8; at < content.length; at += 7) {
      const damaged = Buffer.from(content).fill(127, at, at + 1);
      const table = await tableOf(damaged, 'x.arrow');
      const rows = await Array.fromAsync(table.records()).catch((error: Error) => error);
      if (rows instanceof Error) {
        expect(rows.message).toMatch(/^x\.arrow /);
        named += 1;
      }
    }
    expect(named).toBeGreaterThan(20);
  });

  it('is named where a batch is larger than what is held at once', async () => {
    const content = await whole();
    // The body's length is the fourth field of the last batch's head.
    const start = content.lastIndexOf(Buffer.from([255, 255, 255, 255]), -9);
    const head = content.subarray(start + 8);
    const table = head.readUInt32LE(0);
    const slots = table - head.readInt32LE(table);
    head.writeBigInt64LE(3_000_000_000n, table + head.readUInt16LE(slots + 10));
    const file = path.join(await folderOf(), 'large.arrow');
    await writeFile(file, content);
    await truncate(file, 3_100_000_000);
    await expect((await openAt(file)).count()).rejects.toThrow(
      /^large\.arrow has a batch of 3000000000 bytes at byte \d+, of which at most 2000000000 are read at once\. Write it anew\.$/,
    );
  });

  it('is named where rows are told that its bytes cannot hold', async () => {
    const content = Buffer.from(await readFile(fixture('legacy.arrow')));
    const at = content.lastIndexOf(Buffer.from([4, 0, 0, 0, 0, 0, 0, 0]));
    content.writeBigInt64LE(2n ** 40n, at);
    await expect(refusal(content)).rejects.toThrow('x.arrow is damaged: its batch at byte');
  });
});
