import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { originsHere } from '../../client/starting/origins-here.ts';
import { retryOf } from '../../client/starting/retry-run.ts';
import { terminalSummary } from '../../domain/report/files/summary.ts';
import type { Report } from '../../domain/report/report-schema.ts';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import type { StoredOrigin } from '../../domain/stored/origin.ts';
import { readJson } from '../../runs/json.ts';
import { keys } from '../../runs/keys.ts';
import { openRun } from '../../runs/open-run.ts';
import { publishRunRecord } from '../../runs/record.ts';
import { pinOrigin } from '../../runs/stored-pin.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { createFakeProvider, type FakeProvider } from '../fakes/fake-provider.ts';
import { fakeRows, writeParquet } from '../fakes/parquet.ts';
import { type Harness, smallSpec, startHarness } from './harness.ts';

let harness: Harness;
let live: { runId: string; report: Report };
beforeAll(async () => {
  harness = await startHarness();
  const runId = newId();
  const { report } = await reported(runId, spec({}), provider());
  live = { runId, report };
}, 60_000);
afterAll(() => harness.close());

const workflow = 'evaluateCandidates';
let runs = 0;
const newId = () => `stored-${process.env['JEST_WORKER_ID']}-${Date.now()}-${++runs}`;

const { fineTune: _, candidates: __, verdict: ___, ...common } = smallSpec;
const old = { model: 'base-model' };
const spec = (answers: object, more: Partial<RunSpecInput> = {}): RunSpecInput => ({
  ...common,
  candidates: { old: { ...old, ...answers }, new: { model: 'new-model' } },
  verdict: { compare: 'new', against: 'old', margin: 0.1 },
  ...more,
});

/** The old model says Yes, the new one says so less often; it depends on the question alone. */
function provider(...gone: string[]): FakeProvider {
  const fake = createFakeProvider();
  fake.models.add('new-model');
  for (const model of gone) fake.models.delete(model);
  fake.answer = async ({ model, messages }) => {
    const text = JSON.stringify(messages.at(-1)?.content);
    if (model === 'judge-model') {
      return { text: JSON.stringify({ reason: 'so', label: text.includes('b') ? 'Right' : 'Wrong' }) };
    }
    return { text: model === 'new-model' && text.length % 2 === 0 ? 'No' : 'Yes' };
  };
  return fake;
}

async function start(run: RunInput, fake: FakeProvider, type: string = workflow): Promise<RunResult> {
  return harness.withWorker(fake, () =>
    harness.client.workflow.execute<(run: RunInput) => Promise<RunResult>>(type, {
      workflowId: run.runId,
      taskQueue,
      args: [run],
    }),
  );
}

async function reported(runId: string, input: RunSpecInput, fake: FakeProvider) {
  const run = await harness.inputFor(runId, input);
  await publishRunRecord(harness.store, { startedAt: new Date().toISOString(), workflow, input: run });
  const result = await start(run, fake);
  return { run, result, report: await readJson<Report>(harness.store, result.report.json) };
}

/** What was measured, without where it comes from. */
const figures = ({ comparison, candidates, judge, headline }: Report) => ({
  comparison,
  headline,
  rated: judge?.rated,
  slices: candidates.map(({ name, slices }) => ({ name, slices })),
});

const askedModels = (fake: FakeProvider) => [...new Set(fake.asked.map(({ model }) => model))].sort();

/** The live run's answers of the old model, as somebody may have kept them. */
async function kept(): Promise<{ id: string; question: string; answer: string }[]> {
  const rows: { id: string; question: string; answer: string }[] = [];
  for await (const { sample, answers } of (await openRun(harness.store, live.runId).answered()).samples()) {
    const said = answers.find(({ candidate }) => candidate === 'old')?.answer;
    rows.push({ id: sample.id, question: sample.question, answer: said && 'text' in said ? said.text : '' });
  }
  return rows;
}

async function fileOf(rows: object[]): Promise<string> {
  const name = `old-${++runs}.json`;
  await writeFile(path.join(harness.dataDirectory, name), JSON.stringify(rows));
  return name;
}

describe('a candidate whose answers are stored', () => {
  it('taken from a run is measured as if it had been asked beside the other, though its model is gone', async () => {
    const fake = provider('base-model');
    const input = spec({ answers: { run: live.runId, candidate: 'old' } });
    const { run, report } = await reported(newId(), input, fake);
    expect(figures(report)).toEqual(figures(live.report));
    expect(askedModels(fake)).toEqual(['judge-model', 'new-model']);
    expect(report.execution.calls.find(({ who }) => who === 'old')).toMatchObject({ calls: 0, promptTokens: 0 });
    expect(report.execution.exploratory).toBeUndefined();
    expect(report.candidates[0]?.stored).toMatchObject({
      from: `old of run ${live.runId}`,
      answers: 60,
      byId: 60,
      unchecked: {},
    });

    const retry = await start(retryOf(run, 'answer', true), provider('base-model'));
    expect(figures(await readJson<Report>(harness.store, retry.report.json))).toEqual(figures(live.report));
  });

  it('taken from a file is measured so too, and the first lines say what could not be checked', async () => {
    const file = await fileOf((await kept()).map(({ id, answer }) => ({ id, answer })));
    const { report } = await reported(newId(), spec({ answers: { file } }), provider('base-model'));
    expect(figures(report)).toEqual(figures(live.report));
    const summary = terminalSummary(report).replaceAll(/\s+/g, ' ');
    expect(summary).toContain(`and taken from ${file}: nobody was asked`);
    expect(summary).toContain(
      `Not checked for old, since ${file} does not tell: the question of all of them, the image of all of them, the model of all of them.`,
    );
  });

  it.each(['answers.jsonl', 'answers.csv'])(
    'taken from the export of a capture leaves nothing unchecked: %s',
    async (name) => {
      const { candidates: _, verdict: __, judge: ___, ...captured } = spec({});
      const run = await harness.inputFor(newId(), { ...captured, candidates: { before: old } });
      await start(run, provider(), 'captureAnswers');
      const kept = await harness.store.find(keys.capture(run.runId, 1, name));
      const file = `${run.runId}-${name}`;
      await writeFile(path.join(harness.dataDirectory, file), kept ? await harness.store.read(kept) : '');

      const { report } = await reported(newId(), spec({ answers: { file } }), provider('base-model'));
      expect(figures(report)).toEqual(figures(live.report));
      expect(report.candidates[0]?.stored).toMatchObject({ format: 'export of a capture', byId: 60, unchecked: {} });
    },
  );

  it('taken from a capture itself is measured so too', async () => {
    const { candidates: _, verdict: __, judge: ___, ...captured } = spec({});
    const run = await harness.inputFor(newId(), { ...captured, candidates: { before: old } });
    await publishRunRecord(harness.store, {
      startedAt: new Date().toISOString(),
      workflow: 'captureAnswers',
      input: run,
    });
    await start(run, provider(), 'captureAnswers');
    const { report } = await reported(newId(), spec({ answers: { run: run.runId } }), provider('base-model'));
    expect(figures(report)).toEqual(figures(live.report));
  });

  it('is not taken from a file that has changed since the run began', async () => {
    const file = await fileOf(await kept());
    const run = await harness.inputFor(newId(), spec({ answers: { file } }));
    const { store, dataDirectory } = harness;
    const place = { store, dataDirectory, isDataHere: true };
    const origins = await originsHere(place, RunSpecSchema.parse(spec({ answers: { file } })) as RunSpec);
    await pinOrigin(harness.store, run.runId, 'old', origins['old'] as StoredOrigin);
    await writeFile(path.join(harness.dataDirectory, file), '[]');
    const error = await start(run, provider()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      cause: {
        cause: {
          type: 'BadInput',
          message: expect.stringContaining('the answers of old have changed since this run began'),
        },
      },
    });
  });

  it('asks nobody where all answers are stored and rules alone decide', async () => {
    const file = await fileOf((await kept()).map(({ id }) => ({ id, answer: 'No' })));
    const { judge: _, ...input } = spec({ answers: { run: live.runId, candidate: 'old' } });
    const candidates = { ...input.candidates, new: { model: 'new-model', answers: { file } } };
    const fake = provider('base-model', 'new-model', 'judge-model');
    const { report } = await reported(newId(), { ...input, candidates }, fake);
    expect(fake.asked).toEqual([]);
    expect(report.outcome).toBe('done');
    expect(report.candidates[0]?.slices).toEqual(
      live.report.candidates[0]?.slices.map(({ ratings: _, ...slice }) => slice),
    );
  });

  it('lacks what is not in its file', async () => {
    const file = await fileOf((await kept()).slice(1));
    const { report } = await reported(newId(), spec({ answers: { file } }), provider());
    expect(report.candidates[0]?.slices[0]).toMatchObject({ answered: 59, failed: 1 });
    expect(report.candidates[0]?.reasons).toEqual([{ outcome: 'failed', code: 'not-stored', count: 1 }]);
  });

  it('makes a run exploratory only where its very answers were measured with the other by another rule', async () => {
    const another = { verdict: { compare: 'new', against: 'old', metric: 'exact' } } as const;
    const same = await reported(newId(), spec({ answers: { run: live.runId, candidate: 'old' } }, another), provider());
    expect(same.report.execution.exploratory).toContain(`run ${live.runId} had measured the same models`);
    const file = await fileOf(await kept());
    const other = await reported(newId(), spec({ answers: { file } }, another), provider());
    expect(other.report.execution.exploratory).toBeUndefined();
  });
});

describe('targets that are the answers of a stored candidate', () => {
  const bare: RunSpecInput = {
    ...common,
    data: { source: { test: 'bare.parquet' }, targets: { candidate: 'old' } },
    prompt: { system: 'Answer with the conclusion only.' },
    candidates: {},
  };
  const ids = Array.from({ length: 24 }, (_, at) => `test-${at}`);

  it('make scores agreement with it, of data without labels, and list what they disagree on', async () => {
    const rows = await fakeRows(12);
    await writeParquet(path.join(harness.dataDirectory, 'bare.parquet'), rows, { without: ['answers'] });
    // Of one question nothing is kept.
    const file = await fileOf(ids.slice(1).map((id) => ({ id, answer: 'Yes' })));
    const candidates = { old: { ...old, answers: { file } }, new: { model: 'new-model' } };
    const fake = provider('base-model');
    fake.answer = async ({ messages }) => ({ text: JSON.stringify(messages.at(-1)).includes('even') ? 'No' : 'Yes' });
    const { report, result } = await reported(newId(), { ...bare, candidates }, fake);

    expect(result.outcome).toBe('done');
    expect(report.candidates.map(({ name }) => name)).toEqual(['new']);
    expect(report.agreement).toMatchObject({ with: 'old', model: 'base-model', leftOut: 1 });
    const { mean = 0, points, samples } = report.candidates[0]?.slices[0]?.scores.normalised ?? {};
    expect({ samples, points }).toEqual({ samples: 23, points: Math.round(23 * mean) });
    expect(mean).toBeGreaterThan(0);
    expect(mean).toBeLessThan(1);
    const disagreements = report.examples.shown.filter(({ kind }) => kind === 'wrong');
    expect(disagreements).toHaveLength(23 - (points ?? 0));
    expect(disagreements[0]).toMatchObject({ targets: ['Yes'], answers: [{ candidate: 'new', text: 'No' }] });
    const summary = terminalSummary(report).replaceAll(/\s+/g, ' ');
    expect(summary).toContain(`AGREEMENT: the targets are the answers of old (base-model, from ${file}) and no labels`);
    expect(summary).toContain('1 question to which it gave no answer is left out.');
    expect(summary).toMatch(
      /new agrees with old on [\d.]+ % \(95 % interval .*\) by normalised match, of 23 questions/,
    );
  });
});

describe("one's own table of texts", () => {
  const rows = Array.from({ length: 30 }, (_, at) => ({ nr: `q-${at}`, ask: `What is on page ${at}?`, answer: 'Yes' }));
  const csvOf = (columns: (keyof (typeof rows)[number])[], some = rows) =>
    [columns, ...some.map((row) => columns.map((column) => row[column]))]
      .map((cells) => `${cells.join(',')}\n`)
      .join('');
  const own = (test: string, more: object = {}): RunSpecInput => ({
    ...common,
    data: {
      source: { kind: 'csv', test },
      columns: { question: 'ask', answer: 'answer', id: 'nr', image: null },
      ...more,
    },
    prompt: { system: 'Answer with the conclusion only.' },
    candidates: { old, new: { model: 'new-model' } },
  });

  it('is known by its own ids, whatever became of its rows since the capture', async () => {
    await writeFile(path.join(harness.dataDirectory, 'own.csv'), csvOf(['nr', 'ask', 'answer']));
    const { judge: _, ...captured } = own('own.csv');
    const run = await harness.inputFor(newId(), { ...captured, candidates: { before: old } });
    await start(run, provider(), 'captureAnswers');
    const kept = await harness.store.find(keys.capture(run.runId, 1, 'answers.csv'));
    const file = `${run.runId}.csv`;
    await writeFile(path.join(harness.dataDirectory, file), kept ? await harness.store.read(kept) : '');

    await writeFile(
      path.join(harness.dataDirectory, 'fewer.csv'),
      csvOf(['nr', 'ask', 'answer'], rows.slice(5).reverse()),
    );
    const candidates = { old: { ...old, answers: { file } }, new: { model: 'new-model' } };
    const { report } = await reported(newId(), { ...own('fewer.csv'), candidates }, provider('base-model'));
    expect(report.candidates[0]?.slices[0]).toMatchObject({ samples: 25, answered: 25, failed: 0 });
    expect(report.candidates[0]?.stored).toMatchObject({ byId: 25, byQuestion: 0, unused: 5, unchecked: {} });
  });

  it('needs no column of answers where a candidate gives the targets', async () => {
    await writeFile(path.join(harness.dataDirectory, 'bare.csv'), csvOf(['nr', 'ask']));
    const file = await fileOf(rows.map(({ nr, answer }) => ({ id: nr, answer })));
    const candidates = { old: { ...old, answers: { file } }, new: { model: 'new-model' } };
    const input = { ...own('bare.csv', { targets: { candidate: 'old' } }), candidates };
    const { report } = await reported(newId(), input, provider('base-model'));
    expect(report.agreement).toMatchObject({ with: 'old', leftOut: 0 });
    expect(report.headline).toMatch(/^new agrees with old on .* of 30 questions\.$/);
  });
});

describe('stored answers that are not of these samples', () => {
  it.each<[string, (rows: Awaited<ReturnType<typeof kept>>) => object[], RegExp]>([
    [
      'of this test set edited',
      (rows) => [{ ...rows[0], question: 'Who?' }, ...rows.slice(1)],
      /item 1: its question is not/,
    ],
    [
      'of another test set',
      (rows) => rows.map((row) => ({ ...row, id: `x-${row.id}`, question: `x ${row.question}` })),
      /no answer of .* belongs to any of the 60/,
    ],
    ['with an id twice', (rows) => [...rows, rows[3] as object], /item 4 and .* item 61: two answers to sample/],
    ['with neither id nor question', () => [{ answer: 'Yes' }], /item 1: neither "id" nor "question" is there/],
    ['without any', () => [], /holds no answer/],
  ])('end the run before anybody is asked: %s', async (_, edit, message) => {
    const fake = provider();
    const file = await fileOf(edit(await kept()));
    const run = await harness.inputFor(newId(), spec({ answers: { file } }));
    const error = await start(run, fake).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ cause: { cause: { type: 'BadInput', message: expect.stringMatching(message) } } });
    expect(fake.asked).toEqual([]);
  });

  it.each([
    ['../old.json', 'lies outside the data folder'],
    ['none.json', 'no file "none.json" in the data folder'],
  ])('are not read from %s', async (file, message) => {
    const run = await harness.inputFor(newId(), spec({ answers: { file } }));
    const error = await start(run, provider()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ cause: { cause: { type: 'BadInput', message: expect.stringContaining(message) } } });
  });
});
