import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import sharp from 'sharp';
import { measureActivities } from '../../activities/measure.ts';
import { reportActivities } from '../../activities/report.ts';
import type { Sample } from '../../domain/data/sample.ts';
import { ratingItemId } from '../../domain/grading/judging.ts';
import { type Report, ReportSchema } from '../../domain/report/report-schema.ts';
import type { ArtifactRef } from '../../domain/run/artifact.ts';
import type { RunResult } from '../../domain/run/run.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { judgeOfTwo, outcomesOf, sampleOf, specOf } from '../fakes/samples.ts';
import { type StoredRun, storeRun } from '../fakes/stored-run.ts';

let directory: string;
let store: ArtifactStore;
let samples: Sample[];

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-report-'));
  store = openRuns(directory);
  samples = await Promise.all(Array.from({ length: 12 }, (_, row) => sampleWithImage(row)));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

async function sampleWithImage(row: number): Promise<Sample> {
  const create = { width: 600, height: 900, channels: 3 as const, background: { r: row * 20, g: 80, b: 120 } };
  const content = await sharp({ create }).jpeg().toBuffer();
  const { sha256, bytes } = await store.putObject(content, 'image/jpeg');
  return sampleOf(row, { images: [{ sha256, bytes, mediaType: 'image/jpeg', width: 600, height: 900 }] });
}

const answers = { base: outcomesOf('----+++++++!'), tuned: outcomesOf('++++++++++r+') };

async function writeReport(run: Partial<StoredRun> = {}, minute = 0): Promise<RunResult> {
  const stored = await storeRun(store, {
    spec: specOf({ judge: judgeOfTwo }),
    samples,
    answers,
    ratings: ratings(),
    ...run,
  });
  const environment = quietEnvironment();
  const metrics: ArtifactRef = await environment.run(async () => measureActivities({ store }).measure(stored));
  const now = () => new Date(Date.UTC(2026, 10, 24, 12, minute));
  const tuned = { jobId: `ftjob-${minute}`, model: `ft:model-${minute}`, trainedTokens: 1000 };
  return environment.run(async () => reportActivities({ store, now }).writeReport({ ...stored, metrics, tuned }));
}

function ratings() {
  const call = { attempts: 2, milliseconds: 300 };
  const itemId = (answer: string) => ratingItemId({ question: sampleOf(0).question, targets: ['right'], answer });
  return [
    {
      itemId: itemId('right'),
      outcome: 'rated' as const,
      label: 'Close',
      reason: 'the same',
      model: 'judge-model',
      call,
    },
    { itemId: itemId('wrong'), outcome: 'rated' as const, label: 'Far', reason: 'another', model: 'judge-model', call },
  ];
}

async function textOf(ref: ArtifactRef): Promise<string> {
  return (await store.read(ref)).toString();
}

async function reportOf({ report }: RunResult): Promise<Report> {
  return ReportSchema.parse(JSON.parse(await textOf(report.json)));
}

describe('writeReport', () => {
  it('writes all files of the report, and says how the run ended', async () => {
    const result = await writeReport();
    expect(result).toMatchObject({ outcome: 'incomplete', verdict: 'undecided' });
    expect(await store.list('runs/run-1/revisions/1/report/')).toEqual(
      [
        'charts/ratings.svg',
        'charts/score-by-type.svg',
        'charts/slices.svg',
        'predictions.csv',
        'predictions.parquet',
        'report.html',
        'report.json',
        'report.md',
      ].map((file) => `runs/run-1/revisions/1/report/${file}`),
    );
  });

  it('writes a report.json of the schema, with the spec, the models and the calls', async () => {
    const report = await reportOf(await writeReport());
    expect(report.provenance.spec).toMatchObject({ prompt: { system: 'Answer.' } });
    expect(report.candidates).toMatchObject([
      { name: 'base', model: 'base-model', models: ['base-model'], floating: false },
      { name: 'tuned', model: 'tuned', tunedFrom: 'base-model', models: [] },
    ]);
    expect(report.judge).toMatchObject({ model: 'judge-model', rated: 2, failed: 0 });
    expect(report.execution).toMatchObject({ run: 'run-1', tuned: { jobId: 'ftjob-0', model: 'ft:model-0' } });
    expect(report.execution.calls).toMatchObject([
      { who: 'base', calls: 12, promptTokens: 10800 },
      { who: 'tuned', calls: 12, models: ['ft:tuned:run-1'] },
      { who: 'the judge', calls: 4 },
    ]);
  });

  it('makes the same bytes of the same answers, whatever the run, the time and the job', async () => {
    const one = await writeReport();
    const other = await writeReport({ runId: 'run-2' }, 7);
    const bytesOf = async (result: RunResult) => JSON.stringify({ ...(await reportOf(result)), execution: undefined });
    expect(await bytesOf(other)).toBe(await bytesOf(one));
    expect(await textOf(other.report.predictions)).toBe(await textOf(one.report.predictions));
    expect(other.report.parquet.sha256).toBe(one.report.parquet.sha256);
    expect((await reportOf(other)).execution).not.toEqual((await reportOf(one)).execution);
  });

  it('keeps the report that an earlier attempt has written', async () => {
    const first = await writeReport();
    expect(await writeReport({}, 7)).toEqual(first);
  });

  it('writes one row a sample and candidate, with grades and ratings', async () => {
    const lines = (await textOf((await writeReport()).report.predictions)).trimEnd().split('\n');
    expect(lines).toHaveLength(1 + 2 * 12);
    expect(lines[1]).toMatch(/^test-0,.*,base,1,answered,wrong,,,0,0,0,wrong,equals no target,Far,another$/);
    expect(lines.at(-2)).toMatch(/^test-11,.*,base,1,failed,,connection lost,,,,,,,,$/);
  });

  it('writes the same rows as Parquet, with their types', async () => {
    const file = await store.localPath((await writeReport()).report.parquet);
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
    expect(rows).toHaveLength(2 * 12);
    expect(rows[0]).toMatchObject({
      sample: 'test-0',
      targets: ['right'],
      candidate: 'base',
      answer: 'wrong',
      exact: 0,
    });
    expect(rows.at(-2)).toMatchObject({ outcome: 'failed', answer: null, reason: 'connection lost', normalised: null });
  });

  it('lists what looks wrong with labels and data, with images', async () => {
    const shared = {
      samples: 1,
      images: 1,
      shown: [{ sample: 'test-9', image: samples[9]?.images[0]?.sha256 ?? '', question: 'Q', targets: ['T'] }],
    };
    const result = await writeReport({
      audit: { sharedImages: { train: shared, examples: { samples: 0, images: 0, shown: [] } } },
    });
    expect((await reportOf(result)).audit).toMatchObject({
      sharedImages: { train: shared },
      disputed: { compared: 10, samples: 0 },
    });
    expect(await textOf(result.report.html)).toMatch(
      /src="data:image[^"]+" alt="The image of test-9"[\s\S]*also in training/,
    );
    expect(await textOf(result.report.markdown)).toContain('Audit: 1 question about an image that training has too.');
  });

  it('calls a trial a trial, without a verdict', async () => {
    const few = { base: outcomesOf('--'), tuned: outcomesOf('++') };
    const result = await writeReport({ answers: few, limit: 2 });
    expect(result).toMatchObject({ outcome: 'trial' });
    expect(result.verdict).toBeUndefined();
    expect((await reportOf(result)).headline).toContain('Trial, no verdict');
  });

  it('shows the examples with small pictures of their images, each once, and asks no network', async () => {
    const html = await textOf((await writeReport()).report.html);
    const pictures = [...html.matchAll(/src="data:image\/webp;base64,([^"]+)"/g)].map(([, data]) => data ?? '');
    const { width, height } = await sharp(Buffer.from(pictures[0] ?? '', 'base64')).metadata();
    expect([width, height]).toEqual([171, 256]);
    expect(html).not.toMatch(/(src|href)="(?!data:|#)/);
    expect(html.match(/<script/g)).toHaveLength(2);
  });
});
