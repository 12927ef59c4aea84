import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { csvRecordsOf } from '../../../sources/tables/csv-records.ts';

/** The lines that records begin at, however their text is cut into pieces. */
async function linesIn(text: Buffer, pieceBytes: number): Promise<number[]> {
  async function* pieces() {
    for (let at = 0; at < text.length; at += pieceBytes) yield text.subarray(at, at + pieceBytes);
  }
  const records = csvRecordsOf(pieces(), 'a.csv', { delimiter: ',', maxLine: 1000 });
  return (await Array.fromAsync(records)).map(({ line }) => line);
}

const field = fc.constantFrom('a', '"b"', '"c\n\nd"', '"e\r\n\r\n\r\n"', '"f\rg"', '"h""\n"');
const ending = fc.constantFrom('\n', '\r\n', '\n\n', '\r\n\r\n');
const records = fc.array(fc.tuple(fc.array(field, { minLength: 1, maxLength: 3 }), ending), { maxLength: 12 });

const program = `
import { csvRecordsOf } from ${JSON.stringify(path.join(import.meta.dirname, '../../../sources/tables/csv-records.ts'))};
const piece = Buffer.from('x\\n'.repeat(128 * 1024));
async function* pieces() {
  yield Buffer.from('question,answer\\n"open,');
  for (;;) yield piece;
}
try {
  for await (const _ of csvRecordsOf(pieces(), 'a.csv', { delimiter: ',', maxLine: 24e6 }));
} catch (error) {
  console.log(error.message.slice(0, 53));
}
`;

describe('the lines of the records of a CSV file', () => {
  it('are counted of a text that comes byte by byte', async () => {
    expect(await linesIn(Buffer.from('a\na\na\n'), 1)).toEqual([1, 2, 3]);
    expect(await linesIn(Buffer.from('"a"\r\n\r\n"b""\n"\r\nc\r\n'), 1)).toEqual([1, 3, 5]);
  });

  it('are counted however its text comes in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.integer({ min: 1, max: 9 }), async (written, pieceBytes) => {
        const texts = written.map(([fields, end]) => fields.join(',') + end);
        const before = texts.map((_, index) => texts.slice(0, index).join(''));
        const starts = before.map((text) => 1 + (text.match(/\r\n|\n|\r/g)?.length ?? 0));
        expect(await linesIn(Buffer.from(texts.join('')), pieceBytes)).toEqual(starts);
      }),
    );
  });

  // A number and a start for each of the twelve million lines would take 800 MB.
  it('are not kept of those within one record', async () => {
    const options = ['--max-old-space-size=64', '--input-type=module', '--eval', program];
    const { stdout } = await promisify(execFile)(process.execPath, options);
    expect(stdout).toBe('a.csv line 2 begins a record of more than 24 MB: most\n');
  }, 60_000);
});
