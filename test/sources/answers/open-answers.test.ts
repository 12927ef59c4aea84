import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { capturedCsvHeader, capturedCsvLine, capturedJsonLine } from '../../../domain/capture/capture-files.ts';
import { type CapturedAnswer, questionHash } from '../../../domain/capture/captured-answer.ts';
import { predictionHeader, predictionLines, predictionsOf } from '../../../domain/report/files/predictions.ts';
import { openPredictionFile } from '../../../domain/report/files/predictions-parquet.ts';
import { openAnswers } from '../../../sources/answers/open-answers.ts';
import { gradedSamples, outcomesOf, sampleOf } from '../../fakes/samples.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tempera-answers-'));
});
afterAll(() => rm(folder, { recursive: true }));

const columns = { id: 'id', question: 'question', answer: 'answer' };
async function read(name: string, content: string | Uint8Array, names = columns) {
  await writeFile(path.join(folder, name), content);
  const file = await openAnswers(folder, name);
  try {
    return { origin: file.origin, ...(await file.read(names)) };
  } finally {
    await file.close();
  }
}
const answered = (text: string) => ({ outcome: 'answered', text, cutByLength: false });

describe('openAnswers', () => {
  it('reads a CSV file by the names of its columns, each row with its line', async () => {
    const { origin, format, entries } = await read('old.csv', 'nr,q,said\n1,Who?,"Ann,\nBob"\n2,When?,1912\n', {
      id: 'nr',
      question: 'q',
      answer: 'said',
    });
    expect(origin).toMatchObject({ file: 'old.csv', bytes: 41, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(format).toBe('table');
    expect(entries).toEqual([
      { where: 'old.csv line 2', id: '1', question: 'Who?', said: answered('Ann,\nBob') },
      { where: 'old.csv line 4', id: '2', question: 'When?', said: answered('1912') },
    ]);
  });

  const captured = {
    run: 'capture-1',
    id: 'test-3',
    own_id: 'mine-3',
    question: '=Who?',
    images: ['a'.repeat(64)],
    question_hash: questionHash('=Who?', ['a'.repeat(64)]),
    targets: ['Ann'],
    candidate: 'old',
    model: 'gpt-4o',
    resolved_model: 'gpt-4o-2024-08-06',
    parameters: {},
    repeat: 2,
    outcome: 'answered',
    text: '-Ann',
    finish: 'length',
    asked_at: '2026-11-28T04:00:00.000Z',
    shutdown_date: '2027-01-14',
  } as CapturedAnswer;
  const entry = {
    id: 'mine-3',
    question: '=Who?',
    images: ['a'.repeat(64)],
    askedHash: captured.question_hash,
    targets: ['Ann'],
    candidate: 'old',
    model: 'gpt-4o',
    resolved: 'gpt-4o-2024-08-06',
    repeat: 2,
    at: '2026-11-28T04:00:00.000Z',
    shutdownDate: '2027-01-14',
    said: { ...answered('-Ann'), cutByLength: true },
  };

  it('names the line of a capture whose repeat became a text', async () => {
    const edited = JSON.stringify({ ...captured, repeat: 'first' });
    await expect(read('edited.jsonl', `${edited}\n`)).rejects.toThrow('edited.jsonl line 1: "repeat"');
  });

  it.each([
    ['capture.jsonl', capturedJsonLine(captured), 1],
    ['capture.csv', capturedCsvHeader() + capturedCsvLine(captured), 2],
  ])('reads the export of a capture as it was made: %s', async (name, content, line) => {
    const { format, entries } = await read(name, content);
    expect(format).toBe('export of a capture');
    expect(entries).toEqual([{ where: `${name} line ${line}`, ...entry }]);
  });

  it.each([
    [
      'promptfoo.json',
      { evalId: 'e', results: { version: 3, results: [{ vars: { id: 1 }, testCase: {}, response: { output: 'A' } }] } },
      'promptfoo results',
    ],
    [
      'inspect.json',
      {
        version: 2,
        eval: {},
        samples: [
          { id: 1, epoch: 1, input: 'Q', output: { completion: 'A', choices: [{ message: { content: 'A' } }] } },
        ],
      },
      'inspect_ai log',
    ],
    [
      'items.json',
      {
        object: 'list',
        has_more: false,
        data: [{ object: 'eval.run.output_item', datasource_item: { id: 1 }, sample: { output: [{ content: 'A' }] } }],
      },
      "output items of OpenAI's evals",
    ],
    ['list.json', [{ id: 1, answer: 'A' }], 'table'],
  ])('finds the list in %s', async (name, document, form) => {
    const { format, entries } = await read(name, JSON.stringify(document, null, 2));
    expect(format).toBe(form);
    expect(entries).toEqual([expect.objectContaining({ where: `${name} item 1`, id: '1', said: answered('A') })]);
  });

  it('reads JSON Lines by any of their endings', async () => {
    const lines = '{"id":"a","answer":"A"}\n{"id":"b","answer":"B"}\n';
    for (const name of ['lines.json', 'lines.jsonl', 'lines.ndjson']) {
      expect((await read(name, lines)).entries.map(({ where }) => where)).toEqual([`${name} line 1`, `${name} line 2`]);
    }
  });

  it('reads the predictions of a report as they were written, in CSV and in Parquet', async () => {
    const own = { ownId: 'mine-0', where: 'own.csv line 2' };
    const texts = sampleOf(1, { images: [], question: '=Which?' });
    const graded = gradedSamples([sampleOf(0, own), texts], { old: outcomesOf('+!'), new: outcomesOf('r-') });
    const shape = { hasPlaces: true };
    const predictions = graded.flatMap(predictionsOf);
    const parquet = openPredictionFile([], shape);
    const files = {
      'predictions.csv': predictionHeader(shape) + predictionLines(predictions, shape),
      'predictions.parquet': Buffer.concat([parquet.add(predictions), parquet.end()]),
    };
    const [csv, other] = await Promise.all(Object.entries(files).map(([name, content]) => read(name, content)));
    const withoutPlace = (entries: readonly { where: string }[] = []) => entries.map(({ where: _, ...entry }) => entry);
    expect(withoutPlace(csv?.entries)).toEqual(withoutPlace(other?.entries));
    const { question, images } = sampleOf(0);
    expect(withoutPlace(csv?.entries).slice(0, 3)).toEqual([
      { id: 'mine-0', question, images: [images[0]?.sha256], candidate: 'old', repeat: 1, said: answered('right') },
      expect.objectContaining({ candidate: 'new', said: expect.objectContaining({ outcome: 'refused' }) }),
      {
        id: 'test-1',
        question: '=Which?',
        candidate: 'old',
        repeat: 1,
        said: expect.objectContaining({ outcome: 'failed', reason: 'connection lost' }),
      },
    ]);
  });

  it.each([
    ['page.json', '{"object":"list","has_more":true,"data":[]}', 'page.json is one page of a list'],
    ['header.json', '{"version":2,"eval":{"model":"m"}}', 'header.json holds a log without samples'],
    ['none.json', '{"a":1}', 'none.json holds no list of answers'],
    ['texts.json', '["a"]', 'texts.json item 1: expected keys with values'],
    ['empty.csv', 'id,answer\n', 'empty.csv holds no answer'],
    ['old.xlsx', 'PK', 'old.xlsx: answers are read from .csv'],
  ])('says what is wrong with %s', async (name, content, message) => {
    await expect(read(name, content)).rejects.toThrow(message);
  });

  it('takes answers from one file', async () => {
    await writeFile(path.join(folder, 'one-1.csv'), '');
    await writeFile(path.join(folder, 'one-2.csv'), '');
    await expect(openAnswers(folder, 'one-*.csv')).rejects.toThrow('"one-*.csv" names 2 files');
    await expect(openAnswers(folder, '../x.csv')).rejects.toThrow('lies outside the data folder');
  });
});
