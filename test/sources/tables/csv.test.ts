import { describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { InputError } from '../../../sources/source.ts';
import type { TableOptions } from '../../../sources/tables/open-table.ts';
import { anyText } from '../../fakes/any-text.ts';
import { tablesOfTests } from './tables.ts';

const { recordsOf, tableOf } = tablesOfTests();

const read = (content: string | Uint8Array, options?: TableOptions) => recordsOf(content, 'train.csv', options);
const valuesOf = async (content: string | Uint8Array, options?: TableOptions) =>
  (await read(content, options)).map(({ values }) => values);
const refusal = (content: string | Uint8Array, options?: TableOptions) =>
  read(content, options).then(
    () => 'none',
    (error: unknown) => (error instanceof InputError ? error.message : error),
  );

describe('a CSV file', () => {
  it('gives each record its line, its number and its values by the names of the header', async () => {
    expect(await read('question,answer\nWho?,Ann\nWhy?,"so, that"\n')).toEqual([
      { where: 'train.csv line 2', row: 0, values: { question: 'Who?', answer: 'Ann' } },
      { where: 'train.csv line 3', row: 1, values: { question: 'Why?', answer: 'so, that' } },
    ]);
  });

  it.each([',', ';', '\t', '|'])('tells the delimiter %j', async (by) => {
    const content = `${['question', 'answer', 'note'].join(by)}\n"Who${by} or what?"${by}Ann${by}a, b; c | d\te\n`;
    expect(await valuesOf(content.replace(`a, b; c | d\te`, '"a, b; c | d\te"'))).toEqual([
      { question: `Who${by} or what?`, answer: 'Ann', note: 'a, b; c | d\te' },
    ]);
  });

  it('asks for the delimiter where several or none give equal numbers of fields', async () => {
    expect(await refusal('a,b;c\n1,2;3\n')).toBe(
      'train.csv: its delimiter cannot be told, since "," and ";" all give its first records equal numbers of fields. Set delimiter, such as ",".',
    );
    expect(await refusal('question\nWho?\n')).toMatch(/is one field by each of comma, semicolon, tab and bar\. Set/);
    expect(await valuesOf('question\nWho?\n', { delimiter: ',' })).toEqual([{ question: 'Who?' }]);
    expect(await valuesOf('a,b;c\n1,2;3\n', { delimiter: ';' })).toEqual([{ 'a,b': '1,2', c: '3' }]);
  });

  it('says what each delimiter stumbles over when none fits', async () => {
    expect(await refusal('a,b;c\n1,2;3\n3,4,5;6;7\n')).toBe(
      'train.csv: its delimiter cannot be told, since none gives its first records equal numbers of fields. By ",": line 3 has 3 fields, but the header has 2. A field that holds the delimiter needs quotes around it. Set delimiter, such as ",".',
    );
  });

  it('takes the only delimiter of the header where a row has another number of fields', async () => {
    expect(await refusal('a,b\n1,2\n3,4,5\n')).toMatch(/^train\.csv line 3 has 3 fields, but the header has 2\./);
    const records = await recordsOf('a;b\n1;2\n3\n5;6,7\n', 'x.csv', {}, { badRecords: 'give' });
    expect(records.map(({ where, problem }) => [where, problem === undefined])).toEqual([
      ['x.csv line 2', true],
      ['x.csv line 3', false],
      ['x.csv line 4', true],
    ]);
  });

  it('looks at a hundred records for the delimiter, and no further', async () => {
    const many = `a,b\n${'1,2\n'.repeat(99)}`;
    expect(await refusal(`${many}1,2,3\n`)).toMatch(/^train\.csv line 101 has 3 fields, but the header has 2\./);
  });

  it.each(['\n', '\r\n', '\r'])(
    'counts lines that end in %j, also within quotes and where they are blank',
    async (end) => {
      const content = ['a,b', '1,"x', '', 'y"', '', ',', '  ', '2,"""z"""', ''].join(end);
      const records = await read(content, { delimiter: ',' });
      expect(records.map(({ where, values }) => [where, values])).toEqual([
        ['train.csv line 2', { a: '1', b: ['x', '', 'y'].join(end) }],
        ['train.csv line 8', { a: '2', b: '"z"' }],
      ]);
    },
  );

  it('reads a byte order mark, blank lines before the header, and a last line without an end', async () => {
    expect(await read('\ufeff\n"a",b\n1,2')).toEqual([
      { where: 'train.csv line 3', row: 0, values: { a: '1', b: '2' } },
    ]);
  });

  it('reads what Excel is told the delimiter by', async () => {
    expect(await read('\ufeffsep=;\r\na;b\r\n1;2\r\n;\r\n')).toEqual([
      { where: 'train.csv line 3', row: 0, values: { a: '1', b: '2' } },
    ]);
  });

  it('leaves out columns without a name, such as the index that pandas writes', async () => {
    expect(await valuesOf(',question,answer,\n0,Who?,Ann,\n')).toEqual([{ question: 'Who?', answer: 'Ann' }]);
  });

  it('gives the rows and columns that are asked for', async () => {
    const content = 'a,b\n1,2\n3,4\n5,6\n';
    const table = await tableOf(content, 'x.csv');
    expect(await table.count()).toBe(3);
    expect(await table.columns()).toEqual(['a', 'b']);
    const records = await Array.fromAsync(table.records({ rows: new Set([1]), columns: ['b'] }));
    expect(records).toEqual([{ where: 'x.csv line 3', row: 1, values: { b: '4' } }]);
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeffa,b\nä,2\n', 'utf16le'), 'utf-16le'],
    ['windows-1252', Buffer.from('a,b\n\xe4,2\n', 'latin1'), 'windows-1252'],
  ])('reads %s where it is named', async (_, content, encoding) => {
    expect(await valuesOf(content, { encoding })).toEqual([{ a: 'ä', b: '2' }]);
  });

  describe('refuses', () => {
    it.each([
      ['an empty file', '', /^train\.csv is empty\. Its first line has to name the columns\.$/],
      ['a column twice', 'a,b,a\n1,2,3\n', /^train\.csv line 1 names the column "a" twice/],
      [
        'another encoding',
        Buffer.from('a,b\n1,2\nx\xe4,2\n', 'latin1'),
        /^train\.csv line 3 is not UTF-8: its byte 2 is 0xe4\. Save the file as UTF-8, or set encoding to what it is/,
      ],
      [
        'a character that the file ends in',
        Buffer.from('a,b\n1,\xc3', 'latin1'),
        /line 2 is not UTF-8: its byte 3 is 0xc3/,
      ],
      [
        'UTF-16',
        Buffer.from('\ufeffa,b\n', 'utf16le'),
        /^train\.csv is UTF-16\. Save it as UTF-8, or set encoding: utf-16le\.$/,
      ],
      [
        'a spreadsheet',
        Buffer.from('PK\x03\x04 and more'),
        /is a spreadsheet or a zip file\. Export it as CSV in UTF-8\.$/,
      ],
      ['what is compressed', Buffer.from([0x1f, 0x8b, 8]), /is compressed\. Unpack it first/],
    ])('%s', async (_, content, message) => {
      expect(await refusal(content)).toMatch(message);
    });

    it('an open quote, and says where it began', async () => {
      const open = `a,b\n1,2\n3,"open\n${'4,5\n'.repeat(1000)}`;
      expect(await refusal(open, { delimiter: ',' })).toMatch(/^train\.csv line 3 opens a quote that is never closed/);
      expect(await refusal(open)).toMatch(/^train\.csv line 3 opens a quote that is never closed/);
    });

    it('a record without an end before it has been held in memory', async () => {
      const open = `a,b\n1,"${'x\n'.repeat(1000)}`;
      expect(await refusal(open, { delimiter: ',', maxLine: 1000 })).toMatch(
        /^train\.csv line 2 begins a record of more than 0\.001 MB: most likely a quote that is never closed/,
      );
    });

    it.each(['1,"x"y', '1,x"y', '1, "y"'])('a quote where none belongs: %s', async (line) => {
      expect(await refusal(`a,b\n1,2\n${line}\n`, { delimiter: ',' })).toMatch(
        /^train\.csv line 3 begins a record with a quote/,
      );
    });

    it('a record of fewer or more fields than the header, after those before it', async () => {
      const table = await tableOf('a,b\n1,2\n3\n4,5\n', 'x.csv', { delimiter: ',' });
      expect(await table.count()).toBe(3);
      const records = table.records()[Symbol.asyncIterator]();
      expect((await records.next()).value.values).toEqual({ a: '1', b: '2' });
      await expect(records.next()).rejects.toThrow('x.csv line 3 has 1 field, but the header has 2.');
    });

    it('an encoding that nobody knows', async () => {
      expect(await refusal('a,b\n', { encoding: 'martian' })).toMatch(/no encoding is called "martian"/);
    });

    it('what is not in the encoding that is named', async () => {
      const content = Buffer.concat([Buffer.from('a,b\n1,'), Buffer.from([0xff, 0xff]), Buffer.from('\n')]);
      expect(await refusal(content, { encoding: 'shift_jis' })).toMatch(/is not shift_jis, somewhere behind line 0/);
    });
  });

  it('gives a record that cannot be read as a problem where that is asked for', async () => {
    const records = await recordsOf('a,b\n1\n3,4\n', 'x.csv', { delimiter: ',' }, { badRecords: 'give' });
    expect(records).toEqual([
      {
        where: 'x.csv line 2',
        row: 0,
        values: {},
        problem: expect.stringMatching(/^has 1 field, but the header has 2/),
      },
      { where: 'x.csv line 3', row: 1, values: { a: '3', b: '4' } },
    ]);
  });

  it('reads whatever was written, across the borders of what is read at once', async () => {
    const long = fc.integer({ min: 0, max: 40_000 }).map((length) => 'ä"\n€'.repeat(length));
    const field = fc.oneof({ weight: 9, arbitrary: anyText }, { weight: 1, arbitrary: long });
    const rows = fc.array(fc.record({ a: field, b: field.map((text) => `b${text}`) }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('\n', '\r\n'), async (written, end) => {
        const content = stringify(written, { header: true, record_delimiter: end, quoted: true });
        expect(await valuesOf(content, { delimiter: ',' })).toEqual(written);
      }),
      { numRuns: 20 },
    );
  });
});
