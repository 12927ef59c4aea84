import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { WireMessage } from '../../domain/answering/wire-messages.ts';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { Sample, Split } from '../../domain/data/sample.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { prepareData } from '../../preparing/prepare.ts';
import { type DataSource, InputError, type Part, type SourceRow } from '../../sources/source.ts';
import { type DataFolder, makeDataFolder } from '../fakes/data-folder.ts';
import { imageOf } from '../fakes/parquet.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;
beforeEach(async () => {
  at = await makeDataFolder();
});
afterEach(() => at.remove());

type Own = Partial<Omit<SourceRow, 'position'>>;
type Splits = Partial<Record<Part, readonly Own[]>>;

function sourceOf(splits: Splits): DataSource {
  return {
    has: (split) => splits[split] !== undefined,
    files: async () => [],
    count: async (split) => splits[split]?.length ?? 0,
    requireUnchanged: async () => undefined,
    close: async () => undefined,
    async *read(split, positions) {
      for (const [position, row] of (splits[split] ?? []).entries()) {
        if (positions.has(position)) yield { position, images: [], questions: '', answers: null, columns: {}, ...row };
      }
    },
  };
}

const names = { train: 't', validation: 'v', test: 'x', unlabelled: 'u', all: 'a' };
const dataOf = (splits: Splits): RunSpecInput['data'] => ({
  source: Object.fromEntries(Object.keys(splits).map((split) => [split, names[split as Part]])),
});

function prepared(
  splits: Splits,
  own: { captures?: Split[]; fineTunes?: boolean } = {},
  spec: Partial<RunSpecInput> = {},
) {
  const source = sourceOf(splits);
  const more = { folder: 'runs/run/', pageRows: 100, fineTunes: false, progress: { done: 0, total: 0 }, ...own };
  return prepareData({ spec: specOf({ data: dataOf(splits), ...spec }), source, store: at.store, ...more });
}

async function samplesOf({ samples }: Dataset): Promise<Sample[]> {
  const pages = samples.pages.map((page) => Array.fromAsync(at.store.readLines<Sample>(page)));
  return (await Promise.all(pages)).flat();
}

const texts = (count: number, first = 0): Own[] =>
  Array.from({ length: count }, (_, n) => ({ questions: `What is ${n + first} + 1?`, answers: `${n + first + 1}` }));

async function linesFrom(dataset: Dataset): Promise<WireMessage[][]> {
  const file = dataset.trainingFile;
  const lines = file ? await Array.fromAsync(at.store.readLines<{ messages: WireMessage[] }>(file)) : [];
  return lines.map(({ messages }) => messages);
}

describe('prepareData of text alone', () => {
  it('makes samples without images, each a group of its own prompt', async () => {
    const dataset = await prepared({ test: texts(4) });
    const samples = await samplesOf(dataset);
    expect(samples.map(({ images }) => images)).toEqual(Array(4).fill([]));
    expect(new Set(samples.map(({ group }) => group)).size).toBe(4);
    expect(dataset.counts.test).toMatchObject({ sourceImages: 4, images: 4, distinctImages: 0, rows: 4 });
    expect((await at.store.read(dataset.imageList)).toString().split('\n')).toHaveLength(4);
  });

  it('writes training lines of texts alone', async () => {
    const dataset = await prepared({ train: texts(12), test: texts(2, 50) }, { fineTunes: true });
    const lines = await linesFrom(dataset);
    expect(lines).toHaveLength(12);
    expect(lines.flat().every(({ content }) => typeof content === 'string')).toBe(true);
    expect(dataset.counts.train?.estimatedTokens).toBeLessThan(12 * 40);
  });

  it('refuses questions that training has too, however they are spaced, and names them', async () => {
    const known = { questions: ' what is\n3 + 1?', answers: '4' };
    await expect(prepared({ train: texts(12), test: [...texts(3, 50), known] })).rejects.toThrow(
      /^the test split is not new to the models: 1 question \(test-\d\) that is also in training\. Take these questions out/,
    );
  });

  it('leaves them out of training where the spec says so', async () => {
    const splits = { train: texts(12), test: [...texts(3, 50), { questions: 'What is 3 + 1?', answers: '4' }] };
    const data = { ...dataOf(splits), leakage: 'drop' as const };
    const { counts } = await prepared(splits, { fineTunes: true }, { data });
    expect(counts.train).toMatchObject({ lines: 11, linesLeftOut: { 'image or cluster among the samples': 1 } });
  });
});

describe('prepareData of several images a question', () => {
  it('keeps their order, in samples and in lines', async () => {
    const [a, b, c] = await Promise.all([imageOf(1), imageOf(2), imageOf(3)]);
    const train = texts(12).map((row) => ({ ...row, images: [a, b] }));
    const test = [
      { questions: 'Which?', answers: 'a', images: [c, b] },
      { questions: 'None?', answers: 'b' },
    ];
    const splits = { train, test };
    const data = { ...dataOf(splits), leakage: 'keep' as const };
    const dataset = await prepared(splits, { fineTunes: true }, { data });
    const samples = await samplesOf(dataset);
    expect(samples.map(({ images }) => images.length).sort()).toEqual([0, 2]);
    const [line = []] = await linesFrom(dataset);
    const { content } = line.find(({ role }) => role === 'user') ?? { content: '' };
    expect((content as { type: string }[]).map(({ type }) => type)).toEqual(['text', 'image_url', 'image_url']);
    expect(dataset.counts.train?.distinctImages).toBe(2);
    expect(dataset.audit.sharedImages.train).toMatchObject({ samples: 1, images: 1 });
  });

  it('names the line with more images than a provider takes', async () => {
    const image = await imageOf(1);
    const train = [...texts(11), { ...texts(1, 20)[0], images: Array(11).fill(image) }];
    await expect(prepared({ train, test: texts(1, 50) }, { fineTunes: true })).rejects.toThrow(
      /11 images in line \d+ \(0 worked examples\); at most 10 are allowed/,
    );
  });

  it('keeps conversations as they stand, and names their images by what is sent', async () => {
    const image = await imageOf(1);
    const origin = await sha256Of(image);
    const messages = [
      {
        role: 'user' as const,
        content: [
          { type: 'image' as const, sha256: origin },
          { type: 'text' as const, text: 'And?' },
        ],
      },
    ];
    const [sample] = await samplesOf(
      await prepared(
        { test: [{ questions: 'And?', answers: 'x', images: [image], messages }] },
        {},
        { prompt: { system: 'Answer.', image: { format: 'png' } } },
      ),
    );
    expect(sample?.messages?.[0]?.content[0]).toEqual({ type: 'image', sha256: sample?.images[0]?.sha256 });
    expect(sample?.images[0]?.sha256).not.toBe(origin);
  });
});

describe('prepareData of rows that are split', () => {
  const shares = { shares: { train: 0.7, test: 0.3 }, seed: 42 };

  it('puts each row into one split, none of whose prompts the other has', async () => {
    const rows = [...texts(60), ...texts(20).map((row) => ({ ...row, questions: `${row.questions} `.toUpperCase() }))];
    const data = { source: { all: 'a' }, split: shares };
    const { counts, audit } = await prepared({ all: rows }, { fineTunes: true }, { data });
    expect((counts.train?.rows ?? 0) + (counts.test?.rows ?? 0)).toBe(80);
    expect(Math.min(counts.train?.rows ?? 0, counts.test?.rows ?? 0)).toBeGreaterThan(10);
    expect(audit.sharedImages.train).toMatchObject({ samples: 0 });
  });

  it('says which split the rule gives no row', async () => {
    const data = { source: { all: 'a' }, split: { shares: { train: 1 } } };
    await expect(prepared({ all: texts(5) }, {}, { data })).rejects.toThrow(/test/);
  });

  it('captures the splits that a column names, of all that are asked for', async () => {
    const rows = texts(4).map((row, n) => ({ ...row, columns: { set: n === 0 ? 'unlabelled' : 'test' } }));
    const data = { source: { all: 'a' }, split: { column: 'set' } };
    const dataset = await prepared({ all: rows }, { captures: ['test', 'validation', 'unlabelled'] }, { data });
    expect((await samplesOf(dataset)).map(({ id }) => id)).toEqual(['test-0', 'test-1', 'test-2', 'unlabelled-0']);
  });
});

describe('prepareData for a capture', () => {
  const splits = {
    train: texts(3),
    test: texts(2, 50),
    validation: texts(2),
    unlabelled: [{ questions: 'Why?' }, { questions: '' }],
  };

  it('asks several splits, with and without targets, and keeps in the ids which', async () => {
    const dataset = await prepared(splits, { captures: ['test', 'unlabelled', 'validation'] });
    const samples = await samplesOf(dataset);
    expect(samples.map(({ id }) => id)).toEqual(['test-0', 'test-1', 'unlabelled-0', 'validation-0', 'validation-1']);
    expect(samples.map(({ targets }) => targets.length)).toEqual([1, 1, 0, 1, 1]);
    expect(dataset.counts).toMatchObject({
      test: { rows: 2 },
      unlabelled: { rows: 1, rowsLeftOut: { 'empty question': 1 } },
    });
    expect(dataset.counts).not.toHaveProperty('train');
  });

  it('has nothing to ask where every row is blank', async () => {
    await expect(prepared({ unlabelled: [{ questions: '' }] }, { captures: ['unlabelled'] })).rejects.toThrow(
      InputError,
    );
  });
});

async function sha256Of(bytes: Uint8Array): Promise<string> {
  const { createHash } = await import('node:crypto');
  return createHash('sha256').update(bytes).digest('hex');
}
