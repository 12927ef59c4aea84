import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import type { WireMessage } from '../../domain/answering/wire-messages.ts';
import type { Dataset } from '../../domain/data/dataset.ts';
import { permutation } from '../../domain/data/permutation.ts';
import type { Sample } from '../../domain/data/sample.ts';
import type { RunSpec, RunSpecInput } from '../../domain/spec/run-spec.ts';
import { type Preparation, prepareData } from '../../preparing/prepare.ts';
import { openRuns } from '../../runs/open-runs.ts';
import { fingerprintOf } from '../../runs/pin.ts';
import { openSource } from '../../sources/open-source.ts';
import { InputError } from '../../sources/source.ts';
import { coversData, type DataFolder, makeDataFolder, writeCovers } from '../fakes/data-folder.ts';
import { fakeRows, imageOf, writeParquet } from '../fakes/parquet.ts';
import { specOf } from '../fakes/samples.ts';

let at: DataFolder;
const examples = [
  { row: 0, reasoning: 'The name stands on top.' },
  { row: 9, reasoning: 'The number is on the back.', conclusion: 'Certainly' },
];

beforeEach(async () => {
  at = await makeDataFolder();
  await writeCovers(at.data);
});
afterEach(() => at.remove());

const kept = { ...coversData, leakage: 'keep' as const };

const coverSpec = (own: Partial<RunSpecInput> = {}): RunSpec =>
  specOf({ data: coversData, prompt: { system: 'Answer.', examples }, ...own });

type Own = Partial<Pick<Preparation, 'limit' | 'pageRows' | 'fineTunes' | 'captures'>>;
function prepared(spec = coverSpec(), own: Own = {}) {
  const source = openSource(at.data, spec.data);
  const more = { folder: 'runs/run/', pageRows: 5, fineTunes: true, progress: { done: 0, total: 0 }, ...own };
  return prepareData({ spec, source, store: at.store, ...more }).finally(source.close);
}

/** Prepares into another store. */
async function prepareElsewhere(spec: RunSpec, own: { limit?: number; fineTunes?: boolean } = {}): Promise<Dataset> {
  const source = openSource(at.data, spec.data);
  const store = openRuns(path.join(at.folder, 'other-store'));
  const more = { folder: 'runs/run/', pageRows: 5, fineTunes: false, progress: { done: 0, total: 0 }, ...own };
  return prepareData({ spec, source, store, ...more }).finally(source.close);
}

async function linesFrom(dataset: Dataset, split: 'trainingFile' | 'validationFile'): Promise<WireMessage[][]> {
  const ref = dataset[split];
  const lines = ref ? await Array.fromAsync(at.store.readLines<{ messages: WireMessage[] }>(ref)) : [];
  return lines.map(({ messages }) => messages);
}

async function samplesOf({ samples }: Dataset): Promise<Sample[]> {
  const pages = samples.pages.map((page) => Array.fromAsync(at.store.readLines<Sample>(page)));
  return (await Promise.all(pages)).flat();
}

describe('prepareData', () => {
  it('counts images, rows and lines, and what was left out', async () => {
    const { counts } = await prepared();
    expect(counts).toMatchObject({
      train: {
        sourceImages: 12,
        images: 12,
        rows: 24,
        rowsLeftOut: {},
        lines: 20,
        linesLeftOut: { 'own answer among the worked examples': 2, 'own image among the worked examples': 2 },
      },
      validation: { images: 4, rows: 8, lines: 8, linesLeftOut: {} },
      test: { sourceImages: 8, images: 8, rows: 16, rowsLeftOut: {} },
    });
    expect(counts.train?.bytes).toBeGreaterThan(1000);
    expect(counts.train?.estimatedTokens).toBeGreaterThan(20 * 3 * 255);
  });

  it('counts an image once however many rows show it', async () => {
    const [image, other] = await Promise.all([imageOf(1), imageOf(2)]);
    const row = (shown: Buffer, n: number) => ({ image: shown, questions: [`Question ${n}?`], answers: ['Yes'] });
    await writeParquet(path.join(at.data, 'test.parquet'), [row(image, 1), row(other, 2), row(image, 3)]);
    const { counts } = await prepared(specOf({ data: { source: { test: 'test.parquet' } } }), { fineTunes: false });
    expect(counts.test).toMatchObject({ sourceImages: 3, images: 3, distinctImages: 2, rows: 3 });
  });

  it('keeps a line for every row on request, as the published pipeline did', async () => {
    const spec = coverSpec({ fineTune: { model: 'base-model', keepLeakyLines: true } });
    const { counts } = await prepared(spec);
    expect(counts.train).toMatchObject({ rows: 24, lines: 24, linesLeftOut: {} });
  });

  it('writes no line that shows its own image among the worked examples', async () => {
    const dataset = await prepared();
    const lines = [...(await linesFrom(dataset, 'trainingFile')), ...(await linesFrom(dataset, 'validationFile'))];
    expect(lines).toHaveLength(28);
    for (const messages of lines) {
      const urls = JSON.stringify(messages).match(/data:image\/jpeg;base64,[^"]+/g);
      expect(urls).toHaveLength(3);
      expect(new Set(urls).size).toBe(3);
    }
  });

  it('makes worked examples of training rows, with their answers unless the spec has its own conclusion', async () => {
    const { examples: made } = await prepared();
    expect(made.map(({ row, conclusion }) => [row, conclusion])).toEqual([
      [0, expect.stringMatching(/^Book \d+$/)],
      [9, 'Certainly'],
    ]);
  });

  it('pages the samples, with ids that say nothing of the image and groups that are the image', async () => {
    const dataset = await prepared();
    expect(dataset.samples.pages.map(({ rows }) => rows)).toEqual([5, 5, 5, 1]);
    const samples = await samplesOf(dataset);
    expect(samples.map(({ id }) => id)).toEqual(samples.map((_, row) => `test-${row}`));
    expect(new Set(samples.map(({ group }) => group)).size).toBe(8);
    expect(
      samples.every(({ group, cluster, images }) => group === cluster && images[0]?.sha256.startsWith(group)),
    ).toBe(true);
  });

  it('makes samples of the validation split where that is asked, and never reads the test split', async () => {
    await writeParquet(path.join(at.data, 'test.parquet'), [{ image: await imageOf(1), questions: [], answers: [] }]);
    const dataset = await prepared(coverSpec({ on: 'validation' }));
    const samples = await samplesOf(dataset);
    expect(samples.map(({ id }) => id)).toEqual(Array.from({ length: 8 }, (_, row) => `validation-${row}`));
    expect(dataset.counts).toMatchObject({ train: { lines: 20 }, validation: { images: 4, rows: 8 } });
    expect(dataset.counts.test).toBeUndefined();
    expect(await linesFrom(dataset, 'validationFile')).toHaveLength(8);
    expect(dataset.audit.sharedImages).toMatchObject({ train: { samples: 0 } });
    expect(dataset.audit.sharedImages.validation).toBeUndefined();
  });

  it('knows a test set by its images as the source has them, whatever their order and how they are sent', async () => {
    const { imageList } = await prepared();
    expect((await at.store.read(imageList)).toString().split('\n')).toHaveLength(8);
    const prompt = { system: 'Other.', examples, image: { format: 'png' as const, maxSide: 64 } };
    const elsewise = await prepareElsewhere(coverSpec({ data: { ...coversData, seed: 7 }, prompt }));
    expect(elsewise.imageList).toEqual(imageList);
    expect((await prepareElsewhere(coverSpec(), { limit: 6 })).imageList.sha256).not.toBe(imageList.sha256);
  });

  it('takes as many samples as the limit says', async () => {
    const dataset = await prepared(coverSpec(), { limit: 6 });
    expect(dataset.samples).toMatchObject({ rows: 6, pageRows: 5 });
    expect(await samplesOf(dataset)).toHaveLength(6);
  });

  it('takes as many of each split that is captured', async () => {
    const own = { limit: 3, captures: ['test', 'validation'], fineTunes: false } as const;
    const samples = await samplesOf(await prepared(coverSpec({ prompt: { system: 'Answer.' } }), own));
    expect(samples.map(({ id }) => id.replace(/-\d+$/, ''))).toEqual([
      ...['test', 'test', 'test'],
      ...['validation', 'validation', 'validation'],
    ]);
  });

  it('writes no training files without fine-tuning, and still has examples and a baseline', async () => {
    const dataset = await prepared(coverSpec(), { fineTunes: false });
    expect(dataset).not.toHaveProperty('trainingFile');
    expect(dataset).not.toHaveProperty('validationFile');
    expect(dataset.counts.validation).toBeUndefined();
    expect(dataset.examples).toHaveLength(2);
    expect(dataset.trivial?.byQuestion['Is the number even?']).toMatch(/^(Yes|No)$/);
  });

  it('needs no training split where nothing is trained and nothing shown', async () => {
    const spec = coverSpec({ data: { source: { test: 'test.parquet' } }, prompt: { system: 'Answer.' } });
    const dataset = await prepared(spec, { fineTunes: false });
    expect(dataset.counts).toEqual({ test: expect.objectContaining({ rows: 16 }) });
    expect(dataset).not.toHaveProperty('trivial');
  });

  it('is the same, byte for byte, in another store and on another number of cores', async () => {
    const cores = sharp.concurrency();
    try {
      sharp.concurrency(1);
      const first = await prepared();
      sharp.concurrency(3);
      const store = openRuns(path.join(at.folder, 'other-store'));
      const spec = coverSpec();
      const source = openSource(at.data, spec.data);
      const progress = { done: 0, total: 0 };
      const more = { folder: 'runs/run/', pageRows: 5, fineTunes: true, progress };
      const second = await prepareData({ spec, source, store, ...more }).finally(source.close);
      expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    } finally {
      sharp.concurrency(cores);
    }
  });

  it('names no file of the source in what it makes', async () => {
    const dataset = await prepared();
    const made = JSON.stringify([await linesFrom(dataset, 'trainingFile'), await samplesOf(dataset)]);
    expect(made).not.toMatch(/secret-file-name|parquet/);
  });

  describe('refuses', () => {
    async function refused(own: Partial<RunSpecInput>): Promise<string> {
      const error = await prepared(coverSpec(own)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InputError);
      expect((error as Error).message).not.toContain('\n');
      return (error as Error).message;
    }

    it('a worked example of a row that does not exist', async () => {
      const prompt = { system: 'Answer.', examples: [{ row: 24, reasoning: 'None.' }] };
      expect(await refused({ prompt })).toBe(
        'prompt.examples[0]: row 24 does not exist; the training split, as taken, has rows 0 to 23',
      );
    });

    it('too few lines to train on', async () => {
      expect(await refused({ data: { ...coversData, take: { train: 6 } } })).toBe(
        'the provider would refuse the train file: 8 lines are left to train on; at least 10 are needed',
      );
    });

    it('too many images in a line', async () => {
      const many = Array.from({ length: 10 }, (_, row) => ({ row, reasoning: 'So.' }));
      expect(await refused({ prompt: { system: 'Answer.', examples: many } })).toMatch(
        /11 images in each line \(10 worked examples\); at most 10 are allowed/,
      );
    });

    it('validation rows that are all about images of the worked examples', async () => {
      const shown = (await fakeRows(12))[permutation(42, 12)[0] ?? 0];
      await writeParquet(path.join(at.data, 'validation.parquet'), shown ? [shown] : []);
      expect(await refused({})).toBe(
        'the provider would refuse the validation file: 0 lines are left to validate with; at least 1 are needed',
      );
    });

    it('lists that do not pair off, by image', async () => {
      const row = { image: await imageOf(1), questions: ['Who?', 'What?'], answers: ['only one'] };
      await writeParquet(path.join(at.data, 'test.parquet'), [row]);
      expect(await refused({})).toMatch(
        /^test image 0 \(.*test\.parquet row 0\): 2 questions but 1 answers; the two lists must be of equal length$/,
      );
    });

    it('a test split without a question', async () => {
      await writeParquet(path.join(at.data, 'test.parquet'), [{ image: await imageOf(1), questions: [], answers: [] }]);
      expect(await refused({})).toBe('the test split has no question that can be asked');
    });
  });
});

describe('a test split that shares images with what is learnt', () => {
  const plain = { system: 'Answer.' };
  const dropped = { ...coversData, leakage: 'drop' as const };

  /** Two of the six images are in training too, in another encoding, and one is in validation. */
  async function overlap(): Promise<void> {
    const rows = [...(await fakeRows(2)), ...(await fakeRows(1, 12)), ...(await fakeRows(3, 30))];
    const asPng = rows.map(async (row) => ({
      ...row,
      image: await sharp(row.image ?? undefined)
        .png()
        .toBuffer(),
    }));
    await writeParquet(path.join(at.data, 'test.parquet'), await Promise.all(asPng));
  }

  const refusal = async (spec: RunSpec, own = {}) =>
    (await prepared(spec, own).catch((error: Error) => error)) as Error;

  it('is refused, saying how many there are, which, and what to do', async () => {
    await overlap();
    const error = await refusal(coverSpec({ prompt: plain }));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(
      /^the test split is not new to the models: 4 questions about 2 images \(test-\d+, test-\d+\) that are also in training; 2 questions about 1 image \(test-\d+\) that is also in validation\. .*data\.leakage: drop.*data\.leakage: keep/,
    );
  });

  it('is refused in a trial too that does not reach the shared images, and without fine-tuning', async () => {
    await overlap();
    const error = await refusal(coverSpec({ prompt: plain }), { limit: 1, fineTunes: false });
    expect(error.message).toContain('4 questions about 2 images');
  });

  it('is refused where images are shrunk, however their decoders shrink them', async () => {
    const noise = sharp({
      create: {
        width: 901,
        height: 700,
        channels: 3,
        background: 'grey',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    });
    const jpeg = await noise.jpeg({ quality: 90 }).toBuffer();
    const twin = { questions: ['Who?'], answers: ['Ann'] };
    await writeParquet(path.join(at.data, 'train.parquet'), [...(await fakeRows(11)), { image: jpeg, ...twin }]);
    await writeParquet(path.join(at.data, 'test.parquet'), [{ image: await sharp(jpeg).png().toBuffer(), ...twin }]);
    const spec = coverSpec({ prompt: { ...plain, image: { maxSide: 64 } } });
    expect((await refusal(spec)).message).toContain('1 question about 1 image (test-0) that is also in training');
  });

  it('is left out of training, validation and worked examples on request', async () => {
    await overlap();
    const shown = permutation(42, 12).indexOf(1);
    const prompt = { ...plain, examples: [{ row: 2 * shown, reasoning: 'So.' }] };
    const dataset = await prepared(coverSpec({ data: dropped, prompt }));
    expect(dataset.examples).toEqual([]);
    const leftOut = (lines: number) => ({ 'image or cluster among the samples': lines });
    expect(dataset.counts).toMatchObject({
      train: { rows: 24, lines: 20, linesLeftOut: leftOut(4), examplesLeftOut: 1 },
      validation: { rows: 8, lines: 6, linesLeftOut: leftOut(2) },
    });
    expect(await linesFrom(dataset, 'trainingFile')).toHaveLength(20);
    const nowhere = { samples: 0, images: 0, shown: [] };
    expect(dataset.audit.sharedImages).toEqual({ train: nowhere, validation: nowhere, examples: nowhere });
  });

  it('is the same data set where nothing is shared', async () => {
    const { fingerprint: _, ...refused } = await prepared();
    const { fingerprint: __, ...left } = await prepareElsewhere(coverSpec({ data: dropped }), { fineTunes: true });
    expect(left).toEqual(refused);
  });

  it('leaves validation lines as they are where that split is asked', async () => {
    const dataset = await prepared(coverSpec({ on: 'validation', data: dropped, prompt: plain }));
    expect(await linesFrom(dataset, 'validationFile')).toHaveLength(8);
  });
});

describe('fingerprintOf', () => {
  const source = { path: 'test.parquet', split: 'test', bytes: 9, sha256: 'aa' } as const;
  const known = fingerprintOf(coverSpec(), [source]);

  it.each<[string, RunSpec]>([
    ['the seed', coverSpec({ data: { ...coversData, seed: 1 } })],
    ['the split that is asked', coverSpec({ on: 'validation' })],
    ['the prompt', coverSpec({ prompt: { system: 'Other.', examples } })],
    ['what is left out of training', coverSpec({ data: { ...coversData, leakage: 'drop' } })],
    ['which lines are kept', coverSpec({ fineTune: { model: 'base-model', keepLeakyLines: true } })],
  ])('changes with %s', (_, spec) => {
    expect(fingerprintOf(spec, [source])).not.toBe(known);
  });

  it('changes with a file, and with nothing that the data set is not made of', () => {
    expect(fingerprintOf(coverSpec(), [{ ...source, sha256: 'bb' }])).not.toBe(known);
    expect(fingerprintOf(coverSpec({ limits: { concurrency: 3 }, name: 'other' }), [source])).toBe(known);
    expect(fingerprintOf(coverSpec({ data: kept }), [source])).toBe(known);
    const ofHub = (own: object) =>
      coverSpec({ data: { source: { kind: 'hub', name: 'some/covers', test: 'test', train: 'train', ...own } } });
    const there = { revision: 'v2', hubUrl: 'https://mirror.example', xet: 'off' };
    expect(fingerprintOf(ofHub(there), [source])).toBe(fingerprintOf(ofHub({}), [source]));
    expect(fingerprintOf(ofHub({ config: 'big' }), [source])).not.toBe(fingerprintOf(ofHub({}), [source]));
  });

  it('finds test images that training or validation has too, and classes that training lacks', async () => {
    const rows = [...(await fakeRows(2, 0)), ...(await fakeRows(1, 12)), ...(await fakeRows(1, 30))];
    await writeParquet(path.join(at.data, 'test.parquet'), rows);
    const { audit } = await prepared(coverSpec({ data: kept, prompt: { system: 'Answer.' } }));
    expect(audit.sharedImages).toMatchObject({
      train: { samples: 4, images: 2 },
      validation: { samples: 2, images: 1 },
      examples: { samples: 0 },
    });
    expect(audit.unseenClasses).toMatchObject({ samples: 0 });
  });

  it('does not call a split shared with itself', async () => {
    const { audit } = await prepared(coverSpec({ on: 'validation', prompt: { system: 'Answer.' } }));
    expect(audit.sharedImages).toMatchObject({ train: { samples: 0 }, examples: { samples: 0 } });
    expect(audit.sharedImages.validation).toBeUndefined();
  });

  it('finds test questions about the image of a worked example', async () => {
    await writeParquet(path.join(at.data, 'test.parquet'), await fakeRows(12));
    const { audit } = await prepared(coverSpec({ data: kept }));
    expect(audit.sharedImages.examples).toMatchObject({ samples: 4, images: 2 });
  });
});
