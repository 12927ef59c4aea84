import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateRawSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { StoredAnswersError } from '../../../domain/stored/entry.ts';
import { openAnswers } from '../../../sources/answers/open-answers.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-eval-'));
});
afterAll(() => rm(folder, { recursive: true }));

const methods = { stored: 0, deflated: 8, zstd: 93 } as const;
type Method = keyof typeof methods;

/** A zip file as Python's `zipfile` writes it. */
function zipOf(files: readonly [name: string, content: object][], method: Method): Buffer {
  const [parts, directory]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const [name, value] of files) {
    const content = Buffer.from(JSON.stringify(value));
    const packed = {
      stored: () => content,
      deflated: () => deflateRawSync(content),
      zstd: () => zstdCompressSync(content),
    };
    const data = packed[method]();
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(methods[method], 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name), data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, rest, Buffer.from(name)]));
    parts.push(local);
    offset += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
}

const sample = (id: string, text: string, epoch = 1) => ({
  id,
  epoch,
  input: `What is ${id}?`,
  target: 'x',
  output: { model: 'gpt-4o-2024-08-06', choices: [{ message: { content: text }, stop_reason: 'stop' }] },
  events: ['left out'],
});
const files: [string, object][] = [
  ['_journal/start.json', { eval: { model: 'openai/other' } }],
  ['samples/a_epoch_1.json', sample('a', 'first')],
  ['samples/b_epoch_1.json', sample('b', 'second')],
  ['summaries.json', []],
  ['samples/a_epoch_1.json', sample('a', 'again')],
  ['header.json', { eval: { model: 'openai/gpt-4o' } }],
];

async function read(name: string, content: Buffer) {
  await writeFile(path.join(folder, name), content);
  const file = await openAnswers(folder, name);
  try {
    return (await file.read({ id: 'id', question: 'question', answer: 'answer' })).entries;
  } finally {
    await file.close();
  }
}

describe('an inspect_ai log as a zip file', () => {
  it.each<Method>(['stored', 'deflated', 'zstd'])('is read sample by sample, the last of each: %s', async (method) => {
    const entries = await read(`${method}.eval`, zipOf(files, method));
    expect(entries.map(({ where, id, said }) => [where, id, 'text' in said && said.text])).toEqual([
      [`${method}.eval samples/a_epoch_1.json`, 'a', 'again'],
      [`${method}.eval samples/b_epoch_1.json`, 'b', 'second'],
    ]);
    expect(entries[0]).toMatchObject({ model: 'openai/gpt-4o', resolved: 'gpt-4o-2024-08-06', question: 'What is a?' });
  });

  it('is named where it is none, was cut, or holds no sample', async () => {
    const whole = zipOf(files, 'deflated');
    await expect(read('none.eval', Buffer.from('no zip'))).rejects.toThrow(
      'none.eval cannot be read: it is no zip file',
    );
    await expect(read('cut.eval', whole.subarray(0, whole.length - 30))).rejects.toThrow('cut.eval cannot be read');
    await expect(read('empty.eval', zipOf([], 'stored'))).rejects.toThrow('empty.eval holds no answer');
  });

  it('gives no answer that was not written, whichever byte was flipped', async () => {
    const whole = zipOf(files, 'deflated');
    const texts = new Set(['first', 'second', 'again']);
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const flipped = Buffer.from(whole);
        flipped.writeUInt8(flipped.readUInt8(at) ^ by, at);
        const entries = await read('flipped.eval', flipped).catch((error: unknown) => {
          if (error instanceof StoredAnswersError) return [];
          throw error;
        });
        for (const { said } of entries) expect(texts).toContain('text' in said ? said.text : undefined);
      }),
    );
  });
});
