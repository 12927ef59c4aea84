import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import { explainError } from '../../../client/program/explain-error.ts';
import { startRun } from '../../../client/starting/start-run.ts';
import type { RunSpecInput } from '../../../domain/spec/run-spec.ts';
import { recordedRunIds } from '../../../runs/record.ts';
import { type DataFolder, makeDataFolder } from '../../fakes/data-folder.ts';
import { specOf } from '../../fakes/samples.ts';

let at: DataFolder;
beforeEach(async () => {
  at = await makeDataFolder();
  await mkdir(at.data, { recursive: true });
  await write('train.csv', rowsOf(10));
  await write('test.csv', rowsOf(3, 'of the test'));
});
afterEach(() => at.remove());

const write = (name: string, content: string | Uint8Array) => writeFile(path.join(at.data, name), content);
const rowsOf = (count: number, of = '') =>
  `question,answer\n${Array.from({ length: count }, (_, row) => `Who ${row} ${of}?,Ann ${row} ${of}`).join('\n')}\n`;

const columns = { question: 'question', image: null };
const source = { kind: 'csv' as const, train: 'train.csv', test: 'test.csv' };
const fineTune = { model: 'gpt-4o' };
const candidates = { base: { model: 'gpt-4o' }, tuned: { model: 'tuned' } };

/** A server that knows no run, and on which nothing may be started. */
const temporal = {
  workflow: {
    getHandle: () => ({ describe: () => Promise.reject(new WorkflowNotFoundError('no', 'r', undefined)) }),
    start: () => Promise.reject(new Error('started')),
  },
  connection: { operatorService: { listSearchAttributes: async () => ({ customAttributes: {} }) } },
  options: { namespace: 'n' },
} as unknown as Client;

const start = (own: Partial<RunSpecInput> = {}) => {
  const spec = specOf({ data: { source, columns }, fineTune, candidates, ...own });
  return startRun({ temporal, store: at.store, dataDirectory: at.data }, spec);
};

describe('startRun', () => {
  it('starts what can be trained on', async () => {
    await expect(start()).rejects.toThrow('started');
  });

  type Mistake = [string, string, () => Promise<unknown>, Partial<RunSpecInput>];
  it.each<Mistake>([
    [
      'too few lines to train on',
      'the provider would refuse the train file: 9 lines are left to train on; at least 10 are needed',
      () => write('train.csv', rowsOf(9)),
      {},
    ],
    [
      'too few lines once worked examples are left out',
      'the provider would refuse the train file: 9 lines are left to train on; at least 10 are needed',
      async () => undefined,
      { prompt: { system: 'Answer.', examples: [{ row: 3, reasoning: 'So.' }] } },
    ],
    [
      'a worked example that is not there',
      'prompt.examples[0]: row 10 does not exist; the training split, as taken, has rows 0 to 9',
      async () => undefined,
      { prompt: { system: 'Answer.', examples: [{ row: 10, reasoning: 'So.' }] } },
    ],
    [
      'a validation split without rows',
      'the validation split is empty: data.source.validation names files without rows',
      () => write('validation.csv', rowsOf(0)),
      { data: { source: { ...source, validation: 'validation.csv' }, columns } },
    ],
    [
      'a row without an answer',
      'test.csv line 5: "answer" is missing',
      () => appendFile(path.join(at.data, 'test.csv'), 'Who else?,\n'),
      {},
    ],
    ['a file that is none', 'test.csv', () => write('test.csv', new Uint8Array([0xff, 0xfe, 0xff, 0])), {}],
    [
      'more rows than there are',
      'data.take.test is 4, but the split has 3 rows',
      async () => undefined,
      { data: { source, columns, take: { test: 4 } } },
    ],
    [
      'stored answers that are not there',
      'candidates.base.answers: no file "gone.csv" in the data folder',
      async () => undefined,
      { candidates: { base: { model: 'gpt-4o', answers: { file: 'gone.csv' } }, tuned: { model: 'tuned' } } },
    ],
  ])('refuses %s before anything is stored or started', async (_, message, spoil, own) => {
    await spoil();
    const refused = await start(own).catch((error: unknown) => error);
    expect(explainError(refused)).toMatchObject({ ending: 'badInput', message: expect.stringContaining(message) });
    expect(await recordedRunIds(at.store)).toEqual([]);
  });
});
