import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import sharp from 'sharp';
import type { Dataset } from '../../domain/data/dataset.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openDataFile } from '../../sources/data-file.ts';
import { openTable } from '../../sources/tables/open-table.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { type FaultySandbox, startFaultySandbox } from './faulty-sandbox.ts';
import { type Harness, smallSpec, startHarness } from './harness.ts';

let harness: Harness;
let sandbox: FaultySandbox;
beforeAll(async () => {
  [harness, sandbox] = await Promise.all([startHarness(), startFaultySandbox()]);
});
afterAll(async () => {
  await sandbox.close();
  await harness.close();
});

const types = ['jpeg', 'png', 'webp', 'gif', 'tiff'] as const;

interface Cover {
  image: { bytes: Uint8Array };
  questions: string[];
  answers: string[];
}

/** The rendered covers as people have theirs: files of all types with names that tell, and a table of a question a row. */
async function writeTable(split: 'train' | 'test', count: number): Promise<void> {
  const folder = path.join(harness.dataDirectory, 'shop/covers');
  await mkdir(folder, { recursive: true });
  const file = await openDataFile(path.join(harness.dataDirectory, `${split}.parquet`));
  const rows: object[] = [];
  for await (const { row, values } of openTable(file).records({ rows: { has: (row) => row < count } })) {
    const { image, questions, answers } = values as unknown as Cover;
    const name = `${split}-secret-${row}.${types[row % types.length]}`;
    const exif = { IFD0: { Artist: 'secret' } };
    await sharp(image.bytes)
      .withExif(exif)
      .toFormat(types[row % types.length] ?? 'jpeg')
      .toFile(path.join(folder, name));
    rows.push(
      ...questions.map((ask, n) => ({ ask, label: answers[n], cover: `covers\\${name}`, key: `${split}/${row}/${n}` })),
    );
  }
  await file.close();
  const table = stringify(rows, { header: true, bom: true, delimiter: ';', record_delimiter: '\r\n', quoted: true });
  await writeFile(path.join(harness.dataDirectory, `shop/${split}.csv`), table);
}

const spec: RunSpecInput = {
  name: 'shop',
  data: {
    source: { train: 'shop/train.csv', test: 'shop/test.csv' },
    columns: { question: 'ask', answer: 'label', image: 'cover', id: 'key' },
  },
  prompt: { system: 'Answer with the conclusion only.' },
  fineTune: { model: 'gpt-4o-2024-08-06' },
  candidates: { base: { model: 'gpt-4o-2024-08-06' }, tuned: { model: 'tuned' } },
  verdict: { compare: 'tuned', against: 'base' },
  limits: smallSpec.limits,
};

describe('a run on tables of CSV that name image files', () => {
  it('goes through training, answers and report without a judge, and sends no file’s name or metadata', async () => {
    await writeTable('train', 5);
    await writeTable('test', 5);
    const run = await harness.inputFor(`shop-${Date.now()}`, spec);
    const result = await harness.withWorker(sandbox.provider, () =>
      harness.client.workflow.execute<(run: RunInput) => Promise<RunResult>>('fineTuneAndEvaluate', {
        workflowId: run.runId,
        taskQueue,
        args: [run],
      }),
    );
    expect(result).toMatchObject({ outcome: 'done' });
    const textOf = async (ref: Parameters<typeof harness.store.read>[0]) => (await harness.store.read(ref)).toString();
    const report = JSON.parse(await textOf(result.report.json)) as Report;
    expect(report).toMatchObject({ samples: 25, images: 5, clusters: 5 });
    const answered = report.candidates.map(({ name, slices }) => [name, slices[0]?.answered]);
    expect(answered).toEqual(
      expect.arrayContaining([
        ['base', 25],
        ['tuned', 25],
      ]),
    );

    const ref = await harness.store.find(keys.dataset(run.runId));
    const dataset = ref ? await readJson<Dataset>(harness.store, ref) : undefined;
    expect(dataset?.sources.map((source) => source.path)).toEqual([
      'shop/train.csv',
      'shop/test.csv',
      'images of shop/train.csv',
      'images of shop/test.csv',
    ]);
    const training = dataset?.trainingFile ? await textOf(dataset.trainingFile) : '';
    const kinds = [...training.matchAll(/data:(image\/\w+);base64,([^"]+)/g)];
    // Training takes no GIF, and nobody takes a TIFF.
    expect(new Set(kinds.map(([, type]) => type))).toEqual(new Set(['image/jpeg', 'image/png', 'image/webp']));
    expect(training).not.toContain('secret');
    for (const [, , content = ''] of kinds) expect(Buffer.from(content, 'base64').includes('secret')).toBe(false);

    const predictions = await textOf(result.report.predictions);
    expect(predictions.split('\n')[1]).toMatch(/^test-0,test\/\d+\/\d,shop\/test\.csv line \d+,/);
  });
});
