import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createCleaner } from '../../../providers/cleaner.ts';
import { readJob } from '../../../providers/openai/jobs.ts';
import { type HttpProvider, secretKey, startHttpProvider } from '../../fakes/http-provider.ts';

let server: HttpProvider;
beforeAll(async () => {
  server = await startHttpProvider();
});
afterAll(() => server.close());

const read = (more: object) => readJob({ id: 'job-1', status: 'running', ...more }, createCleaner([secretKey]));

describe('readJob', () => {
  it('needs an id and a status', () => {
    expect(read({})).toEqual({ id: 'job-1', status: 'running', state: 'going', model: '', metadata: {} });
    expect(() => read({ id: undefined })).toThrow('unreadable response (id)');
    expect(() => read({ status: 7 })).toThrow('unreadable response (status)');
  });

  it('takes side fields of any form', () => {
    const odd = {
      created_at: '2026-11-28',
      model: null,
      metadata: 'x',
      trained_tokens: '7',
      fine_tuned_model: {},
      error: 7,
    };
    expect(read(odd)).toEqual({ id: 'job-1', status: 'running', state: 'going', model: '', metadata: {} });
    expect(read({ trained_tokens: -1 })).not.toHaveProperty('trainedTokens');
  });

  it('takes a number for an id', () => {
    expect(read({ id: 17 })).toMatchObject({ id: '17' });
  });

  it('reads numbers in metadata', () => {
    expect(read({ metadata: { generation: 2, run: 'a', deep: {} } }).metadata).toEqual({ generation: '2', run: 'a' });
  });

  it.each([
    ['succeeded', 'succeeded'],
    ['SUCCEEDED', 'succeeded'],
    ['completed', 'succeeded'],
    ['failed', 'failed'],
    ['error', 'failed'],
    ['cancelled', 'cancelled'],
    ['canceled', 'cancelled'],
    ['JOB_STATE_COMPLETED', 'succeeded'],
    ['FAILED_VALIDATION', 'failed'],
    ['user_error', 'failed'],
    ['Validation failed', 'failed'],
    ['JOB_STATE_EXPIRED', 'failed'],
    ['STATUS_CANCELLED', 'cancelled'],
    ['failure', 'failed'],
    ['timed out', 'failed'],
    ['killed', 'failed'],
    ['Failed: out of memory', 'failed'],
    ['ERROR (node lost)', 'failed'],
    ['stopped', 'cancelled'],
    ['stopping', 'going'],
    ['cancel_requested', 'going'],
    ['completing', 'going'],
    ['failed_retrying', 'going'],
    ['cancelling', 'going'],
    ['paused', 'going'],
    ['brand new', 'going'],
  ])('knows where a job is that is %s', (status, state) => {
    expect(read({ status }).state).toBe(state);
  });

  it.each([
    [{ code: null, message: null, param: null }, undefined],
    [
      { code: 'bad_file', message: 'line 3' },
      { code: 'bad_file', message: 'line 3' },
    ],
    [{ message: 'line 3' }, { code: 'unknown', message: 'line 3' }],
    ['line 3', { code: 'unknown', message: 'line 3' }],
    [
      { code: 12, message: '' },
      { code: '12', message: '' },
    ],
  ])('reads an error as %j', (error, expected) => {
    expect(read({ error }).error).toEqual(expected);
  });

  it('lets no key and no control character through', () => {
    const job = read({
      status: secretKey,
      fine_tuned_model: `ft:\u001b[2J${secretKey}`,
      error: { code: secretKey, message: `x ${secretKey}` },
      metadata: { run: secretKey },
    });
    expect(JSON.stringify(job)).not.toContain(secretKey);
    expect(job).toMatchObject({ fineTunedModel: 'ft: [2J[key]', error: { code: 'unknown', message: 'x [key]' } });
  });
});

describe('events of a job', () => {
  it('are read to the first: what was left out of training stands there', async () => {
    const steps = Array.from({ length: 250 }, (_, n) => ({
      id: `e${250 - n}`,
      level: 'info',
      message: `Step ${250 - n}`,
    }));
    const all = [
      ...steps,
      { id: 'e0', level: 'info', message: '31 examples were skipped: people' },
      { id: 'x', level: 'WARN', message: `\u001b[2J key ${secretKey}` },
      7,
    ];
    server.answer = ({ path }) => {
      const after = new URL(path, server.url).searchParams.get('after');
      const from = after === null ? 0 : all.findIndex((event) => (event as { id?: string }).id === after) + 1;
      return { body: { data: all.slice(from, from + 100), has_more: from + 100 < all.length } };
    };
    const events = await server.provider.trainer.jobEvents('job-1');
    expect(events.filter(({ level }) => level !== 'info')).toEqual([
      { id: 'x', level: 'warn', message: '[2J key [key]' },
      { id: 'e0', level: 'warn', message: '31 examples were skipped: people' },
    ]);
    expect(events).toHaveLength(102);
    expect(events.at(-1)?.message).toBe('Step 250');
  });

  it.each([
    ['info', 'No examples were skipped'],
    ['info', 'Step 5: 0 examples skipped'],
    ['info', 'Skipped 0 of 40 examples'],
    ['info', 'Examples removed: none'],
    ['warn', '12 examples were skipped, no action is needed'],
    ['warn', 'Removed 5 examples with people; 0 errors'],
    ['warn', 'Dropped 1,024 examples: nothing to see in them'],
  ])('are told as %s: %s', async (level, message) => {
    server.answer = () => ({ body: { data: [{ id: 'e', level: 'info', message }], has_more: false } });
    expect(await server.provider.trainer.jobEvents('job-1')).toMatchObject([{ level }]);
  });
});
