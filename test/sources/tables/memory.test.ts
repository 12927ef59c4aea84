import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const program = `
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openSource } from ${JSON.stringify(path.join(import.meta.dirname, '../../../sources/open-source.ts'))};

const [folder, test] = process.argv.slice(1);
const lineOf = {
  csv: (n) => (n === 0 ? 'ask,title\\n' : n + ' ' + 'x'.repeat(300) + ',Ann\\n'),
  jsonl: (n) => (n === 0 ? '' : JSON.stringify({ ask: n + ' ' + 'x'.repeat(300), title: 'Ann' }) + '\\n'),
}[test.split('.')[1]];
const lines = function* () {
  for (let n = 0; n <= 200_000; n += 1) yield lineOf(n);
};
await pipeline(Readable.from(lines()), createWriteStream(folder + '/' + test));
const columns = { question: 'ask', answer: 'title', image: null };
const source = openSource(folder, { source: { kind: test.split('.')[1], test }, columns, slices: {} });
await source.files();
let read = 0;
for await (const _ of source.read('test', { has: () => true })) read += 1;
console.log(await source.count('test'), read);
await source.close();
`;

describe('a table of many rows', () => {
  // The texts of all rows have 60 MB, and 120 MB as they are held.
  it.each(['rows.csv', 'rows.jsonl'])(
    'is read in much less memory than it would fill (%s)',
    async (name) => {
      const folder = await mkdtemp(path.join(tmpdir(), 'tempera-rows-'));
      const options = ['--max-old-space-size=48', '--input-type=module', '--eval', program, folder, name];
      try {
        const { stdout } = await promisify(execFile)(process.execPath, options);
        expect(stdout).toBe('200000 200000\n');
      } finally {
        await rm(folder, { recursive: true });
      }
    },
    120_000,
  );
});
