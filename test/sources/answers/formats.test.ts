import { describe, expect, it } from '@jest/globals';
import { batchOutput } from '../../../sources/answers/batch.ts';
import { evalItems } from '../../../sources/answers/eval-items.ts';
import type { AnswerFormat } from '../../../sources/answers/format.ts';
import { inspectSamples } from '../../../sources/answers/inspect.ts';
import { evalsLog } from '../../../sources/answers/openai-evals.ts';
import { plainTable } from '../../../sources/answers/plain.ts';
import { predictionsFile } from '../../../sources/answers/predictions.ts';
import { promptfoo } from '../../../sources/answers/promptfoo.ts';

const columns = { id: 'id', question: 'question', answer: 'answer' };
const read = (format: AnswerFormat, ...lines: object[]) => {
  expect(format.fits(lines[0] as never)).toBe(true);
  const records = lines.map((values, at) => ({ where: `f line ${at + 1}`, values: values as never }));
  return format.entries(records, columns);
};
const answered = (text: string, cutByLength = false) => ({ outcome: 'answered', text, cutByLength });

describe('batchOutput', () => {
  const completion = (message: object, finish_reason = 'stop') => ({
    custom_id: 'q-1',
    response: {
      status_code: 200,
      request_id: 'r',
      body: {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        created: 1_764_288_000,
        model: 'gpt-4o-2024-08-06',
        choices: [{ index: 0, message: { role: 'assistant', refusal: null, ...message }, finish_reason }],
        usage: { prompt_tokens: 5, completion_tokens: 2 },
      },
    },
    error: null,
  });

  it('reads answers, refusals and what was cut, by the rule of those that are asked live', () => {
    const [answer, refused, cut, empty, filtered] = read(
      batchOutput,
      completion({ content: 'Poetry' }),
      completion({ content: null, refusal: 'I cannot.' }),
      completion({ content: 'Poe' }, 'length'),
      completion({ content: '' }, 'length'),
      completion({ content: '' }, 'content_filter'),
    );
    expect(answer).toEqual({
      where: 'f line 1',
      id: 'q-1',
      model: 'gpt-4o-2024-08-06',
      at: '2025-11-28T00:00:00.000Z',
      said: answered('Poetry'),
    });
    expect(refused?.said).toEqual({ outcome: 'refused', by: 'model', text: 'I cannot.' });
    expect(cut?.said).toEqual(answered('Poe', true));
    expect(empty?.said).toMatchObject({ outcome: 'failed', code: 'empty-at-limit' });
    expect(filtered?.said).toMatchObject({ outcome: 'refused', by: 'content-filter' });
  });

  it('reads what /v1/responses gives, and what failed', () => {
    const output = [{ type: 'reasoning' }, { type: 'message', content: [{ type: 'output_text', text: 'Poetry' }] }];
    const [answer, failed, expired] = read(
      batchOutput,
      { custom_id: 'a', response: { status_code: 200, body: { model: 'o3', output } }, error: null },
      { custom_id: 'b', response: { status_code: 400, body: { error: { code: 'bad', message: 'No\nimage.' } } } },
      { custom_id: 'c', response: null, error: { code: 'batch_expired', message: 'Too late.' } },
    );
    expect(answer?.said).toEqual(answered('Poetry'));
    expect(failed?.said).toMatchObject({ outcome: 'failed', reason: 'No image.' });
    expect(expired?.said).toMatchObject({ outcome: 'failed', reason: 'Too late.' });
  });

  it('names the line that it cannot read', () => {
    expect(() => read(batchOutput, { custom_id: 17, response: {} })).toThrow('f line 1: "custom_id" cannot be read');
  });
});

describe('promptfoo', () => {
  const result = (own: object = {}) => ({
    id: 'r',
    promptIdx: 0,
    testIdx: 0,
    provider: { id: 'openai:gpt-4o', label: '' },
    vars: { id: 7, question: 'Which genre?' },
    testCase: { vars: { id: 7, question: 'Which genre?' }, assert: [] },
    response: { output: 'Poetry', tokenUsage: {} },
    success: false,
    error: 'Expected output to equal "Novel"',
    ...own,
  });

  it('reads the variables of a test and what was said, whatever the assertions made of it', () => {
    expect(read(promptfoo, result())).toEqual([
      {
        where: 'f line 1',
        id: '7',
        question: 'Which genre?',
        candidate: 'openai:gpt-4o',
        model: 'openai:gpt-4o',
        said: answered('Poetry'),
      },
    ]);
  });

  it('reads JSON, failures and refusals, and does not take a programme for a model', () => {
    const [json, failed, refused] = read(
      promptfoo,
      result({ response: { output: { genre: 'Poetry' } }, provider: { id: 'file://mine.py', label: 'mine' } }),
      result({ response: undefined, error: 'API error: 429' }),
      result({ response: { output: 'I cannot.', isRefusal: true } }),
    );
    expect(json).toMatchObject({ candidate: 'mine', said: answered('{"genre":"Poetry"}') });
    expect(json).not.toHaveProperty('model');
    expect(failed?.said).toMatchObject({ outcome: 'failed', reason: 'API error: 429' });
    expect(refused?.said).toMatchObject({ outcome: 'refused', text: 'I cannot.' });
  });

  it('tells several prompts of a provider apart, and refuses answers that were stripped', () => {
    const names = read(promptfoo, result(), result({ promptIdx: 1 })).map(({ candidate }) => candidate);
    expect(names).toEqual(['openai:gpt-4o #0', 'openai:gpt-4o #1']);
    expect(() => read(promptfoo, result({ response: { output: '[output stripped]' } }))).toThrow(
      'f line 1: the answers were stripped from this file',
    );
  });
});

describe('inspectSamples', () => {
  const sample = (own: object = {}) => ({
    id: 3,
    epoch: 2,
    input: [
      {
        role: 'user',
        content: [
          { type: 'image', image: 'x' },
          { type: 'text', text: 'Which genre?' },
        ],
      },
    ],
    target: 'Poetry',
    messages: [],
    output: {
      model: 'gpt-4o-2024-08-06',
      choices: [{ message: { role: 'assistant', content: 'Poetry' }, stop_reason: 'stop' }],
      completion: 'Poetry',
    },
    scores: { match: { value: 'C' } },
    ...own,
  });

  it('reads samples with their epochs, targets and answers', () => {
    expect(read(inspectSamples, sample())).toEqual([
      {
        where: 'f line 1',
        id: '3',
        repeat: 2,
        question: 'Which genre?',
        targets: ['Poetry'],
        model: 'gpt-4o-2024-08-06',
        said: answered('Poetry'),
      },
    ]);
  });

  it('reads what was cut, filtered, or failed', () => {
    const ended = (stop_reason: string, content = '') =>
      sample({ output: { model: 'm', choices: [{ message: { content }, stop_reason }] } });
    const [cut, filtered, failed] = read(
      inspectSamples,
      ended('max_tokens', 'Poe'),
      ended('content_filter'),
      sample({ output: { model: '', choices: [], completion: '' }, error: { message: 'Broken', traceback: '…' } }),
    );
    expect(cut?.said).toEqual(answered('Poe', true));
    expect(filtered?.said).toMatchObject({ outcome: 'refused' });
    expect(failed?.said).toMatchObject({ outcome: 'failed', reason: 'Broken' });
    expect(failed).not.toHaveProperty('model');
  });
});

describe('evalsLog', () => {
  const event = (type: string, data: object, sample_id = 'genre.dev.0') => ({
    run_id: 'r',
    event_id: 0,
    sample_id,
    type,
    data,
    created_by: '',
    created_at: '2026-11-28 04:00:00+00:00',
  });
  const spec = { spec: { completion_fns: ['gpt-4o'], eval_name: 'genre.dev.v0' } };

  it('reads the first sampling of each sample, and not what a grader sampled after it', () => {
    const prompt = [
      { role: 'system', content: 'Be short.' },
      { role: 'user', content: 'Which genre?' },
    ];
    const entries = read(
      evalsLog,
      spec,
      event('sampling', { prompt, sampled: ['Poetry'] }),
      event('sampling', { prompt: 'Is it right?', sampled: ['Yes'] }),
      event('match', { correct: false, expected: 'Novel', sampled: 'Poetry' }),
      event('match', { correct: true, expected: 'Art', sampled: 'Art' }, 'genre.dev.1'),
      { final_report: { accuracy: 0.5 } },
    );
    expect(entries).toEqual([
      {
        where: 'f line 2',
        id: 'genre.dev.0',
        question: 'Which genre?',
        model: 'gpt-4o',
        at: '2026-11-28T04:00:00.000Z',
        said: answered('Poetry'),
      },
      expect.objectContaining({ where: 'f line 5', id: 'genre.dev.1', said: answered('Art') }),
    ]);
  });
});

describe('evalItems', () => {
  it('reads output items of hosted evals', () => {
    const item = {
      object: 'eval.run.output_item',
      id: 'outputitem_1',
      created_at: 1_764_288_000,
      datasource_item: { id: 'q-1', question: 'Which genre?', image: 'x' },
      datasource_item_id: 4,
      status: 'fail',
      results: [{ name: 'g', passed: false, score: 0 }],
      sample: {
        input: [{ role: 'user', content: 'Question: Which genre?' }],
        output: [{ role: 'assistant', content: 'Poetry' }],
        finish_reason: 'stop',
        model: 'gpt-4o-2024-08-06',
        error: { code: '', message: '' },
      },
    };
    const lost = { ...item, sample: { ...item.sample, output: [], error: { code: 'server_error', message: 'Lost.' } } };
    const [answer, failed] = read(evalItems, item, lost);
    expect(answer).toEqual({
      where: 'f line 1',
      id: 'q-1',
      question: 'Which genre?',
      model: 'gpt-4o-2024-08-06',
      at: '2025-11-28T00:00:00.000Z',
      said: answered('Poetry'),
    });
    expect(failed?.said).toMatchObject({ outcome: 'failed', reason: 'Lost.' });
  });
});

describe('predictionsFile', () => {
  it('reads rows of a report, with what was made safe for spreadsheets as it was', () => {
    const row = {
      sample: 'test-3',
      image: 'a'.repeat(64),
      question: 'Which?',
      candidate: 'base',
      repeat: '2',
      outcome: 'answered',
      answer: "'=SUM(1)",
      reason: '',
      cut_by_length: 'yes',
      exact: '1',
      rating: 'right',
    };
    const [answer, refused, failed] = read(
      predictionsFile,
      row,
      { ...row, outcome: 'refused', answer: 'no', reason: 'refused by the content-filter' },
      { ...row, outcome: 'failed', answer: '', reason: 'HTTP 500' },
    );
    expect(answer).toEqual({
      where: 'f line 1',
      id: 'test-3',
      question: 'Which?',
      images: ['a'.repeat(64)],
      candidate: 'base',
      repeat: 2,
      said: answered('=SUM(1)', true),
    });
    expect(refused?.said).toEqual({ outcome: 'refused', by: 'content-filter', text: 'no' });
    expect(failed?.said).toMatchObject({ outcome: 'failed', reason: 'HTTP 500' });
  });
});

describe('plainTable', () => {
  it('reads an answer a row, by id or by question', () => {
    const [first, second, blank] = read(
      plainTable,
      { id: 1, answer: 'Poetry', repeat: '2' },
      { question: 'Which?', answer: 12.5, model: 'gpt-4o' },
      { id: 'x', answer: ' ' },
    );
    expect(first).toEqual({ where: 'f line 1', id: '1', repeat: 2, said: answered('Poetry') });
    expect(second).toEqual({ where: 'f line 2', question: 'Which?', model: 'gpt-4o', said: answered('12.5') });
    expect(blank?.said).toMatchObject({ outcome: 'failed', code: 'blank' });
  });

  it('names what is missing, and what is there', () => {
    expect(() => read(plainTable, { nr: '1', answer: 'x' })).toThrow(
      'f line 1: neither "id" nor "question" is there; it has nr, answer. Name yours under answers.columns.',
    );
    expect(() => read(plainTable, { id: '1', said: 'x' })).toThrow('f line 1: "answer" is missing; it has id, said.');
    expect(() => read(plainTable, { id: '1', answer: 'x', repeat: 'two' })).toThrow('Number repeats from 1.');
  });
});
