import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { judgeActivities } from '../../activities/judge.ts';
import { measureActivities } from '../../activities/measure.ts';
import { reportActivities } from '../../activities/report.ts';
import { itemNamesIn, parseTemplate } from '../../domain/grading/graders/template.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import { type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { findContradictions } from '../../domain/spec/spec-checks.ts';
import { createPatientProvider } from '../../providers/patience.ts';
import { createThrottle } from '../../providers/throttle.ts';
import { readJson } from '../../runs/json.ts';
import { openRuns } from '../../runs/open-runs.ts';
import type { ArtifactStore } from '../../storage/artifact-store.ts';
import { quietEnvironment } from '../fakes/environment.ts';
import { registryOf } from '../fakes/registry.ts';
import { outcomesOf, pictureOf, said, sampleOf, specOf } from '../fakes/samples.ts';
import { storeRun } from '../fakes/stored-run.ts';
import { openAiExamples } from '../fixtures/graders/openai-examples.ts';
import { type FaultySandbox, startFaultySandbox } from '../integration/faulty-sandbox.ts';

let directory: string;
let store: ArtifactStore;
let sandbox: FaultySandbox;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'tempera-graders-'));
  store = openRuns(directory);
  sandbox = await startFaultySandbox();
});

afterEach(async () => {
  await sandbox.close();
  await rm(directory, { recursive: true, force: true });
});

type Graders = NonNullable<RunSpecInput['graders']>;

/** What `base` and `tuned` say to one question, and the answer that both should give. */
interface Said {
  target: string;
  base: string;
  tuned: string;
}

/** Has answers graded as a run would, and reports. */
async function reportOf(graders: Graders, { target, base, tuned }: Said, runId = 'run-1', column = 'answers') {
  const spec = specOf({
    graders,
    data: { source: { train: 'a.parquet', test: 'b.parquet' }, columns: { answers: column } },
  });
  expect(findContradictions(spec)).toEqual([]);
  const create = { width: 60, height: 90, channels: 3 as const, background: 'teal' };
  const { sha256 } = await store.putObject(await sharp({ create }).jpeg().toBuffer(), 'image/jpeg');
  const images = [{ ...pictureOf(sampleOf(0)), sha256 }];
  const samples = [0, 1].map((row) => sampleOf(row, { targets: [target], images }));
  const answers = { base: [said(base), ...outcomesOf('r')], tuned: [said(tuned), said(tuned)] };
  const stored = await storeRun(store, { runId, spec, samples, answers });
  const connected = { direct: sandbox.provider, patient: createPatientProvider(sandbox.provider, createThrottle(4)) };
  const rate = judgeActivities({ store, providers: registryOf(connected) });
  const { run, dataset, candidates } = stored;
  const items = await within(() => rate.planRatings({ run, dataset, candidates }));
  const shard = { index: 0, page: 0, from: 0, to: items.rows };
  if (items.rows > 0) await within(() => rate.judgeShard({ run, items, shard }));
  const ratings = await within(() => rate.collectRatings({ run, shards: items.rows > 0 ? 1 : 0 }));
  const metrics = await within(() => measureActivities({ store }).measure({ ...stored, ratings }));
  const { report } = await within(() => reportActivities({ store }).writeReport({ ...stored, ratings, metrics }));
  return {
    items,
    report: await readJson<Report>(store, report.json),
    csv: String(await store.read(report.predictions)),
    html: String(await store.read(report.html)),
  };
}

function within<T>(activity: () => Promise<T>): Promise<T> {
  return quietEnvironment().run(async () => activity());
}

/** The name by which an example calls the answer that it compares with. */
function columnOf(grader: object): string {
  const names = itemNamesIn(parseTemplate(JSON.stringify(grader)));
  return names[0] ?? 'answers';
}

const scoresOf = ({ candidates }: Report, grader: string) =>
  candidates.map(({ slices: [all] }) => all?.scores[grader]?.points);

describe('OpenAI’s published examples of graders', () => {
  const title = { target: 'The Moon Pool', base: 'Cookshack', tuned: 'The Moon Pool' };
  const person = { target: 'Ann', base: '{"name":"Bob","email":"Bob"}', tuned: '{"name":"Ann","email":"Ann"}' };
  // What the two candidates score of two questions, of which `base` refuses the second.
  const expected: Record<string, { said: Said; scores: number[] }> = {
    'API reference, string check': { said: title, scores: [0, 2] },
    'API reference, text similarity': { said: title, scores: [4 / 22, 2] },
    'API reference, label model': { said: { ...title, target: 'a positive word' }, scores: [1, 2] },
    'API reference, label model of an eval': { said: { ...title, target: 'no word' }, scores: [0, 0] },
    'API reference, score model': { said: title, scores: [0, 2] },
    'guide, score model': { said: title, scores: [0, 2] },
    'guide, label model': { said: title, scores: [1, 2] },
    'guide, text similarity of a multi grader': { said: person, scores: [0, 2] },
    'guide, string check of a multi grader': { said: person, scores: [0, 2] },
  };

  it.each(openAiExamples)('run as they are, with the model that they name: $name', async ({ name, grader }) => {
    const { said: answers, scores } = expected[name] ?? { said: title, scores: [] };
    const { report } = await reportOf({ example: grader } as Graders, answers, 'run-1', columnOf(grader));
    expect(scoresOf(report, 'example').slice(0, 2)).toEqual(scores.map((score) => expect.closeTo(score, 9)));
  });
});

describe('a grader that is a model', () => {
  const close: Graders = {
    close: {
      type: 'score_model',
      name: 'Close',
      model: 'gpt-4o-2024-08-06',
      input: [{ role: 'user', content: 'Reference: {{item.answer}}. Model answer: {{sample.output_text}}' }],
      sampling_params: { temperature: 0 },
    },
  };
  const answers = { target: 'The Moon Pool', base: 'The Moon', tuned: 'The Moon Pool' };

  it('is asked about each distinct prompt once, is paid once, and has a column and an account', async () => {
    const { report, csv, html, items } = await reportOf(close, answers);
    expect(items.rows).toBe(2);
    expect(report.graders).toMatchObject([{ name: 'close', model: 'gpt-4o-2024-08-06', graded: 2, failed: 0 }]);
    expect(report.execution.calls).toContainEqual(expect.objectContaining({ who: 'grader close', calls: 2 }));
    expect(report.candidates[1]?.slices[0]?.scores['close']).toMatchObject({ points: 2, samples: 2, unreadable: 0 });
    expect(html).toContain('<th scope="row">grader close</th><td><code>gpt-4o-2024-08-06</code></td>');
    expect(csv).toMatch(/,base,1,refused,.*,0,refused by the model\n/);
    expect(csv).toMatch(/,tuned,1,answered,.*,1,1: About 100 % alike\.\n/);
  });

  it('is shown the image of the question, as the candidates were', async () => {
    const content = [
      { type: 'input_text', text: 'Reference: {{item.answer}}. Model answer: {{sample.output_text}}' },
      { type: 'input_image', image_url: '{{ item.image }}', detail: 'low' },
    ];
    const seen = { close: { ...close['close'], input: [{ role: 'user', content }] } } as Graders;
    const blind = await reportOf(close, answers);
    const { report } = await reportOf(seen, answers, 'run-2');
    const [tokens, fewer] = [report, blind.report].map(
      ({ execution }) => execution.calls.find(({ who }) => who === 'grader close')?.promptTokens ?? 0,
    );
    // The sandbox counts 85 tokens for an image at low detail.
    expect((tokens ?? 0) - (fewer ?? 0)).toBe(2 * 85);
    expect(scoresOf(report, 'close')).toEqual(scoresOf(blind.report, 'close'));
  });

  it('is not asked again by a later run, which judges by a threshold of its own', async () => {
    await reportOf(close, answers);
    const strict = { close: { ...close['close'], pass_threshold: 0.9 } } as Graders;
    const { report } = await reportOf(strict, answers, 'run-2');
    expect(report.execution.calls).toContainEqual(
      expect.objectContaining({ who: 'grader close', calls: 0, reused: 2 }),
    );
    expect(scoresOf(report, 'close').slice(0, 2)).toEqual([0, 2]);
  });

  it('gives no score where its reply cannot be read: those are missing, never wrong', async () => {
    await sandbox.inflict({ kind: 'wrong-schema', content: '{"unexpected":true}' }, { path: '/chat/completions' });
    const { report } = await reportOf(close, answers);
    expect(report.graders).toMatchObject([{ graded: 0, failed: 2 }]);
    expect(report.candidates[1]?.slices[0]?.scores['close']).toMatchObject({ samples: 0, ungraded: 2 });
    // The refusal alone has a score.
    expect(report.candidates[0]?.slices[0]?.scores['close']).toMatchObject({ points: 0, samples: 1, ungraded: 1 });
  });

  it('is asked beside the judge and other graders, each about its own', async () => {
    const other = { ...close, good: { ...close['close'], model: 'gpt-4.1-nano-2025-04-14' } } as Graders;
    const { report } = await reportOf(other, answers);
    expect(report.execution.calls).toMatchObject([
      { who: 'base' },
      { who: 'tuned' },
      { who: 'grader close', calls: 2 },
      { who: 'grader good', calls: 2, models: ['gpt-4.1-nano-2025-04-14'] },
    ]);
    expect(RunSpecSchema.parse(report.provenance.spec)).toBeDefined();
  });
});
