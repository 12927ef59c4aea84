import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { Dataset } from '../../../domain/data/dataset.ts';
import type { Sample } from '../../../domain/data/sample.ts';
import type { RunSpec, RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { measureData } from '../../../preparing/measure-data.ts';
import { prepareData } from '../../../preparing/prepare.ts';
import { openSource } from '../../../sources/open-source.ts';
import type { DataSource, SourceRow } from '../../../sources/source.ts';
import { type DataFolder, makeDataFolder } from '../../fakes/data-folder.ts';
import { imageOf } from '../../fakes/parquet.ts';
import { specOf } from '../../fakes/samples.ts';

let at: DataFolder;
const sources: DataSource[] = [];
beforeEach(async () => {
  at = await makeDataFolder();
  await mkdir(at.data);
});
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close();
  await at.remove();
});

const asked = (question: unknown, ...others: object[]) => ({
  messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: question }, ...others],
});
const said = (content: unknown, more: object = {}) => ({ role: 'assistant', content, ...more });
const imagePart = (bytes: Uint8Array, more: object = {}) => ({
  type: 'image_url',
  image_url: { url: `data:image/jpeg;base64,${Buffer.from(bytes).toString('base64')}`, ...more },
});
const lines = (...values: unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');

async function write(name: string, content: string | Uint8Array): Promise<void> {
  await writeFile(path.join(at.data, name), content);
}

function specFor(own: Partial<RunSpecInput['data']> = {}, trains = false): RunSpec {
  const data = {
    source: { kind: 'chat' as const, test: 'test.jsonl', ...(trains && { train: 'train.jsonl' }) },
    ...own,
  };
  return specOf({ data, prompt: {}, ...(!trains && { fineTune: undefined }) });
}

async function rows(own?: Partial<RunSpecInput['data']>): Promise<SourceRow[]> {
  const source = openSource(at.data, specFor(own).data);
  sources.push(source);
  return Array.fromAsync(source.read('test', { has: () => true }));
}

let prepared = 0;
async function prepare(spec: RunSpec): Promise<Dataset> {
  const source = openSource(at.data, spec.data);
  sources.push(source);
  const fineTunes = spec.fineTune !== undefined;
  const runId = `run-${++prepared}`;
  return prepareData({
    spec,
    source,
    store: at.store,
    folder: `runs/${runId}/`,
    pageRows: 100,
    fineTunes,
    progress: { done: 0, total: 0 },
  });
}

async function samplesOf({ samples }: Dataset): Promise<Sample[]> {
  return (await Promise.all(samples.pages.map((page) => Array.fromAsync(at.store.readLines<Sample>(page))))).flat();
}

describe('a source of conversations', () => {
  it('asks all before the last turn of the assistant, which is the target', async () => {
    const first = [{ role: 'user', content: 'Who?' }, said('You.', { weight: 0 })];
    await write('test.jsonl', lines({ messages: [...first, { role: 'user', content: 'Sure?' }, said('Yes.')] }));
    const [sample] = await samplesOf(await prepare(specFor()));
    expect(sample).toMatchObject({
      id: 'test-0',
      where: 'test.jsonl line 1',
      question: 'Sure?',
      targets: ['Yes.'],
      images: [],
      messages: [
        { role: 'user', content: 'Who?' },
        { role: 'assistant', content: 'You.' },
        { role: 'user', content: 'Sure?' },
      ],
    });
  });

  it('shows several images of a turn in their places, with their detail', async () => {
    const [one, two] = [await imageOf(1), await imageOf(2)];
    const parts = [imagePart(one, { detail: 'low' }), { type: 'text', text: 'Which is red?' }, imagePart(two)];
    await write('test.jsonl', lines(asked(parts, said('The first'))));
    const [sample] = await samplesOf(await prepare(specFor()));
    const [first, second] = sample?.images ?? [];
    expect(sample?.messages?.[1]?.content).toEqual([
      { type: 'image', sha256: first?.sha256, detail: 'low' },
      { type: 'text', text: 'Which is red?' },
      { type: 'image', sha256: second?.sha256 },
    ]);
    expect(first?.sha256).not.toBe(second?.sha256);
  });

  it('trains on the lines as they are, byte for byte and in their order', async () => {
    const train = Array.from({ length: 12 }, (_, n) => {
      return `{ "messages": [{"role":"user","content":"train ${n} \\u00e9"}, {"content":"${n}","role":"assistant","weight":1}]}\n`;
    }).join('');
    await write('train.jsonl', train);
    await write('test.jsonl', lines(asked('test', said('1'))));
    const { trainingFile } = await prepare(specFor({}, true));
    expect(trainingFile && (await at.store.read(trainingFile)).toString()).toBe(train);
  });

  it.each([
    ['without a last line feed', '', ''],
    ['behind a byte order mark', '\ufeff', '\n'],
  ])('reads lines %s', async (_, before, after) => {
    const all = Array.from({ length: 10 }, (_, n) => lines(asked(`train ${n}`, said('x')))).join('');
    await write('train.jsonl', `${before}${all.trimEnd()}${after}`);
    await write('test.jsonl', lines(asked('test', said('1'))));
    const { trainingFile } = await prepare(specFor({}, true));
    expect(trainingFile && (await at.store.read(trainingFile)).toString()).toBe(all);
  });

  it('leaves whole lines out of training that are asked, where the spec says drop', async () => {
    const train = Array.from({ length: 11 }, (_, n) => lines(asked(`question ${n}`, said('x'))));
    await write('train.jsonl', train.join(''));
    await write('test.jsonl', lines(asked('Question 3', said('1'))));
    await expect(prepare(specFor({}, true))).rejects.toThrow('is not new to the models');
    const { trainingFile } = await prepare(specFor({ leakage: 'drop' }, true));
    const kept = train.filter((_, n) => n !== 3).join('');
    expect(trainingFile && (await at.store.read(trainingFile)).toString()).toBe(kept);
  });

  const call = { id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } };
  const unaskable = [
    ['offers tools', { ...asked('q', said('a')), tools: [{ type: 'function', function: { name: 'f' } }] }],
    ['ends in a call', asked('q', said(null, { tool_calls: [call] }))],
    ['has a call before', asked('q', said(null, { tool_calls: [call] }), { role: 'tool', content: '1' }, said('a'))],
  ] as const;

  it.each(unaskable)('trains on a line that %s, and refuses to ask it by its place', async (_, line) => {
    await write('train.jsonl', lines(...Array.from({ length: 10 }, () => line)));
    await write('test.jsonl', lines(asked('other', said('1'))));
    const { counts } = await prepare(specFor({}, true));
    expect(counts.train?.lines).toBe(10);
    await write('test.jsonl', lines(asked('fine', said('1')), line));
    await expect(prepare(specFor())).rejects.toThrow(/^test\.jsonl line 2: .*(tool|text of the assistant)/);
    const left = await prepare(specFor({ badRows: 'leave' }));
    expect(left.counts.test).toMatchObject({ rows: 1 });
    expect(Object.values(left.counts.test?.rowsLeftOut ?? {})).toEqual([1]);
  });

  it.each([
    ['has no answer', asked('q')],
    [
      'weighs each answer 0',
      asked('q', said('a', { weight: 0 }), { role: 'user', content: 'r' }, said('b', { weight: 0 })),
    ],
    ['has a blank answer', asked('q', said(' '))],
    ['has an answer of null', asked('q', said(null, { tool_calls: [] }))],
  ])('refuses to train on a line that %s, by its place, before anything is paid', async (_, line) => {
    const fine = Array.from({ length: 10 }, (_, n) => asked(`train ${n}`, said('x')));
    await write('train.jsonl', lines(...fine, line));
    await write('test.jsonl', lines(asked('other', said('1'))));
    await expect(prepare(specFor({}, true))).rejects.toThrow(
      /^train\.jsonl line 11: has no turn of the assistant to train on/,
    );
    await expect(measureData(specFor({}, true), at.data, { fineTunes: true })).rejects.toThrow(
      /^train\.jsonl line 11: /,
    );
    const { counts } = await prepare(specFor({ badRows: 'leave' }, true));
    expect(counts.train).toMatchObject({ lines: 10, rowsLeftOut: { 'conversation that teaches nothing': 1 } });
  });

  it('asks a conversation whose answers weigh 0, and trains on one that weighs a single turn', async () => {
    const some = asked('q', said('a', { weight: 1 }), { role: 'user', content: 'r' }, said('b', { weight: 0 }));
    await write('train.jsonl', lines(...Array.from({ length: 10 }, () => some)));
    await write('test.jsonl', lines(asked('other', said('1', { weight: 0 }))));
    const { counts } = await prepare(specFor({}, true));
    expect(counts).toMatchObject({ train: { lines: 10 }, test: { rows: 1 } });
  });

  it.each([
    ['empty', asked('', said('a'))],
    ['of spaces', asked('fine', said('a'), { role: 'user', content: ' \n' }, said('b'))],
    ['of blank parts', asked([{ type: 'text', text: ' ' }], said('a'))],
    ['without content', { messages: [{ role: 'user' }, said('a')] }],
  ])('refuses to ask a line whose last user turn is blank (%s), by its place', async (_, line) => {
    await write('test.jsonl', lines(asked('fine', said('1')), line));
    await expect(prepare(specFor())).rejects.toThrow(/^test\.jsonl line 2: asks nothing/);
    expect((await prepare(specFor({ badRows: 'leave' }))).counts.test).toMatchObject({ rows: 1 });
  });

  it('asks a picture without a word, and passes blank turns before the last one on', async () => {
    const earlier = [{ role: 'user', content: '' }, said('')];
    const last = { role: 'user', content: [imagePart(await imageOf(1))] };
    await write('test.jsonl', lines({ messages: [...earlier, last, said('red')] }));
    const [sample] = await samplesOf(await prepare(specFor()));
    expect(sample?.messages?.slice(0, 2)).toEqual([
      { role: 'user', content: '' },
      { role: 'assistant', content: '' },
    ]);
  });

  it.each([
    ['no JSON', '{"messages": [', /^test\.jsonl line 1: is not JSON/],
    ['no messages', '{"prompt": "q", "completion": "a"}', /line 1: has no list "messages"/],
    ['an unknown role', lines({ messages: [{ role: 'human', content: 'q' }] }), /messages\[0\] has the role "human"/],
    ['a number as content', lines({ messages: [{ role: 'user', content: 7 }] }), /messages\[0\] has a content that is/],
    ['nobody asking', lines({ messages: [said('a')] }), /has no turn of a user/],
    [
      'a link',
      lines(asked([{ type: 'image_url', image_url: { url: 'https://x.test/a.png' } }], said('a'))),
      'data.images.hosts does not allow x.test',
    ],
    ['an unknown part', lines(asked([{ type: 'input_audio' }], said('a'))), /messages\[1\] content\[0\] is neither/],
    ['a broken image', lines(asked([imagePart(Buffer.from('no image'))], said('a'))), /image 0 \(test\.jsonl line 1\)/],
    ['another encoding', Buffer.from('{"messages": "caf\xe9"}\n', 'latin1'), /line 1 is not UTF-8/],
  ])('names a line with %s', async (_, content, message) => {
    await write('test.jsonl', content);
    await expect(prepare(specFor())).rejects.toThrow(message);
  });

  it('names a line that is longer than it may be', async () => {
    await write('test.jsonl', lines(asked('short', said('a')), asked('x'.repeat(3000), said('a'))));
    const source = { kind: 'chat' as const, test: 'test.jsonl', maxLine: 2000 };
    await expect(prepare(specFor({ source }))).rejects.toThrow(/^test\.jsonl line 2 is longer than 0\.002 MB/);
  });

  it('counts lines whose images say where or when they were taken, and asks without that', async () => {
    const plain = await imageOf(1);
    const told = await sharp(plain)
      .withExif({ IFD0: { Copyright: 'me' } })
      .jpeg()
      .toBuffer();
    const line = (bytes: Uint8Array, n: number) =>
      lines(asked([imagePart(bytes), { type: 'text', text: `q${n}` }], said('a')));
    const train = Array.from({ length: 11 }, (_, n) => line(n < 4 ? told : plain, n)).join('');
    await write('train.jsonl', train);
    await write(
      'test.jsonl',
      line(
        await sharp(await imageOf(2))
          .withExif({ IFD0: { Copyright: 'me' } })
          .jpeg()
          .toBuffer(),
        20,
      ),
    );
    const dataset = await prepare(specFor({}, true));
    expect(dataset.counts.train).toMatchObject({ lines: 11, linesWithMetadata: 4 });
    expect(dataset.trainingFile && (await at.store.read(dataset.trainingFile)).toString()).toBe(train);
    const [image] = (await samplesOf(dataset))[0]?.images ?? [];
    expect((await at.store.readObject(image?.sha256 ?? '')).includes('Copyright')).toBe(false);
    expect((await sharp(await at.store.readObject(image?.sha256 ?? '')).metadata()).exif).toBeUndefined();
  });

  it('gives each of two splits that are read at once its own large lines', async () => {
    const long = (name: string, n: number) =>
      lines(asked(`${name} ${n} ${'word '.repeat(250_000)}`, said(`${name} ${n}`)));
    for (const name of ['test', 'train']) await write(`${name}.jsonl`, [0, 1, 2].map((n) => long(name, n)).join(''));
    const source = openSource(at.data, specFor({}, true).data);
    sources.push(source);
    const answersOf = async (split: 'test' | 'train') =>
      (await Array.fromAsync(source.read(split, { has: () => true }))).map(({ answers }) => answers);
    expect(await Promise.all([answersOf('test'), answersOf('train')])).toEqual([
      ['test 0', 'test 1', 'test 2'],
      ['train 0', 'train 1', 'train 2'],
    ]);
  });

  it('reads a large line in a thread, as it reads a small one', async () => {
    const image = await imageOf(3);
    const text = 'word '.repeat(300_000);
    await write(
      'test.jsonl',
      lines(asked([{ type: 'text', text }, imagePart(image)], said('a')), asked('q', said('b'))),
    );
    const [large, small] = await rows();
    expect(large).toMatchObject({ questions: text.trim(), answers: 'a', where: 'test.jsonl line 1' });
    expect(Buffer.from(large?.images[0] ?? [])).toEqual(Buffer.from(image));
    expect(small).toMatchObject({ questions: 'q', answers: 'b' });
  });
});
