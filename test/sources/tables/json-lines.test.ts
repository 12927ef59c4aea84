import { describe, expect, it } from '@jest/globals';
import { InputError } from '../../../sources/source.ts';
import type { TableOptions } from '../../../sources/tables/open-table.ts';
import { tablesOfTests } from './tables.ts';

const { recordsOf, tableOf } = tablesOfTests();

const read = (content: string | Uint8Array, options?: TableOptions) => recordsOf(content, 'train.jsonl', options);
const refusal = (content: string | Uint8Array, options?: TableOptions) =>
  read(content, options).then(
    () => 'none',
    (error: unknown) => (error instanceof InputError ? error.message : error),
  );

describe('a JSON Lines file', () => {
  it('gives each object its line, its number, and its values as they are', async () => {
    const nested = {
      question: 'Who?',
      answers: ['Ann', null],
      image: { path: 'a.jpg', bytes: null },
      n: 1.5,
      ok: true,
    };
    expect(await read(`${JSON.stringify(nested)}\n\n  \r\n{"question":"a\u2028b"}`)).toEqual([
      { where: 'train.jsonl line 1', row: 0, values: nested },
      { where: 'train.jsonl line 4', row: 1, values: { question: 'a\u2028b' } },
    ]);
  });

  it('keeps every digit of an integer', async () => {
    const [record] = await read('{"id":9007199254740993,"n":12,"text":"9007199254740993","x":1234567890.1234567}\n');
    expect(record?.values).toEqual({
      id: 9007199254740993n,
      n: 12,
      text: '9007199254740993',
      x: 1234567890.1234567,
    });
  });

  it('reads lines that are longer than what is read at once, a byte order mark, and other encodings by name', async () => {
    const question = 'ä€😀'.repeat(100_000);
    const content = `\ufeff${`${JSON.stringify({ question })}\n`.repeat(2)}`;
    expect((await read(content)).map(({ values }) => values)).toEqual([{ question }, { question }]);
    const [record] = await read(Buffer.from('\ufeff{"question":"ä"}\n', 'utf16le'), { encoding: 'utf-16le' });
    expect(record?.values).toEqual({ question: 'ä' });
  });

  it('gives the rows and columns that are asked for', async () => {
    const table = await tableOf('{"a":1}\n{"a":2,"b":3}\n{"a":4}', 'x.ndjson');
    expect([await table.count(), await table.columns()]).toEqual([3, undefined]);
    const records = await Array.fromAsync(table.records({ rows: new Set([1, 2]), columns: ['b', 'toString'] }));
    expect(records.map(({ values }) => values)).toStrictEqual([
      { b: 3, toString: undefined },
      { b: undefined, toString: undefined },
    ]);
  });

  it.each([
    ['a line that is not JSON', '{"a":1}\n{"a":\n', /^train\.jsonl line 2 is not JSON: (?!.*(?:line 1|jq))/],
    [
      'a document of its own',
      '[\n{"a":1}\n]\n',
      /^train\.jsonl line 1 is not JSON: .* becomes that by jq -c '\.\[\]'\.$/,
    ],
    ['a list', '["Who?","Ann"]\n', /^train\.jsonl line 1 is a list, not an object/],
    [
      'a text',
      '"Who?"\n',
      /^train\.jsonl line 1 is a string, not an object such as \{"question": "…", "answer": "…"\}\.$/,
    ],
    ['what would write to the terminal', '\u001b[2J\n', /^train\.jsonl line 1 is not JSON: \P{Cc}*$/u],
    [
      'another encoding',
      Buffer.from('{"a":1}\n{"a":"\xe4"}\n', 'latin1'),
      /^train\.jsonl line 2 is not UTF-8: its byte 7 is 0xe4/,
    ],
  ])('refuses %s', async (_, content, message) => {
    expect(await refusal(content)).toMatch(message);
  });

  it('refuses a line of more than maxLine bytes by its number, before it has all of it', async () => {
    const content = `{"a":1}\n{"a":"${'x'.repeat(2000)}"}\n`;
    expect(await refusal(content, { maxLine: 1000 })).toMatch(/^train\.jsonl line 2 is longer than 0\.001 MB\./);
    expect(await refusal(content, { maxLine: 3000 })).toBe('none');
  });

  it('gives a line that cannot be read as a problem where that is asked for', async () => {
    const records = await recordsOf('nothing\n{"a":1}\n', 'x.jsonl', {}, { badRecords: 'give' });
    expect(records).toEqual([
      { where: 'x.jsonl line 1', row: 0, values: {}, problem: expect.stringMatching(/^is not JSON: /) },
      { where: 'x.jsonl line 2', row: 1, values: { a: 1 } },
    ]);
  });

  it('asks for the kind of a file whose ending says nothing', async () => {
    await expect(tableOf('', 'answers.txt')).rejects.toThrow(
      'answers.txt: its ending does not say what it is. Set kind to one of csv, jsonl, parquet, arrow.',
    );
    expect(await recordsOf('{"a":1}', 'answers.txt', { kind: 'jsonl' })).toHaveLength(1);
  });
});
