import { describe, expect, it } from '@jest/globals';
import { createCleaner } from '../../../providers/cleaner.ts';
import { readReply } from '../../../providers/openai/reply.ts';

const telling = { cleaner: createCleaner(['sk-very-secret']) };
const headers = new Headers({ 'x-request-id': 'req_1' });
const read = (body: unknown) => readReply(body, headers, telling);

/** A completion as OpenAI gives it, but for what a test changes. */
const completion = (message: object, choice: object = {}, more: object = {}) => ({
  id: 'c',
  object: 'chat.completion',
  model: 'm',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'yes', ...message }, ...choice }],
  ...more,
});

/** What a body is thrown as. */
function problemOf(body: unknown) {
  try {
    read(body);
  } catch (error) {
    return (error as { problem?: object }).problem;
  }
  throw new Error('it was read');
}

describe('readReply', () => {
  it('reads a completion as OpenAI gives it', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
    expect(read(completion({ refusal: null }, {}, { usage, system_fingerprint: 'fp_1' }))).toEqual({
      text: 'yes',
      finish: 'stop',
      model: 'm',
      fingerprint: 'fp_1',
      requestId: 'req_1',
      usage: { promptTokens: 3, completionTokens: 2 },
    });
  });

  it('reads what the provider still knew, where it tells a number that can be', () => {
    const usage = { prompt_tokens: 3000, completion_tokens: 7 };
    const known = { promptTokens: 3000, completionTokens: 7 };
    const told = (details: unknown) =>
      read(completion({}, {}, { usage: { ...usage, prompt_tokens_details: details } })).usage;
    expect(told({ cached_tokens: 2048 })).toEqual({ ...known, cachedTokens: 2048 });
    for (const odd of [{ cached_tokens: 3001 }, { cached_tokens: -1 }, { cached_tokens: '2048' }, {}, null, 5])
      expect(told(odd)).toEqual(known);
  });

  it('reads what was thought, where the provider tells it in numbers', () => {
    const usage = { prompt_tokens: 3, completion_tokens: 700 };
    const details = (reasoning_tokens: unknown) => ({
      usage: { ...usage, completion_tokens_details: { reasoning_tokens } },
    });
    const known = { promptTokens: 3, completionTokens: 700 };
    expect(read(completion({}, {}, details(640))).usage).toEqual({ ...known, reasoningTokens: 640 });
    expect(read(completion({}, {}, details('many'))).usage).toEqual(known);
    expect(read(completion({}, {}, { usage: { ...usage, completion_tokens_details: null } })).usage).toEqual(known);
  });

  it.each([
    [
      'parts',
      [
        { type: 'text', text: 'one ' },
        { type: 'text', text: 'two' },
      ],
    ],
    [
      'parts after a thought',
      [
        { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
        { type: 'text', text: 'one two' },
      ],
    ],
    ['parts whose text has a field of its own', [{ type: 'text', text: { value: 'one two', annotations: [] } }]],
    ['plain texts', ['one ', 'two']],
    ['one part without a list', { type: 'text', text: 'one two' }],
    ['parts beside what we do not know', [{ type: 'image_url' }, null, 7, { type: 'output_text', text: 'one two' }]],
  ])('joins content given as %s', (_, content) => {
    expect(read(completion({ content }))).toMatchObject({ text: 'one two', finish: 'stop' });
  });

  it.each([null, undefined, '', []])('takes %j for an empty text', (content) => {
    expect(read(completion({ content }))).toMatchObject({ text: '' });
  });

  it.each([
    [{ reasoning_content: 'I think' }],
    [{ reasoning: 'I think' }],
    [{ reasoning_details: [{ type: 'reasoning.text' }] }],
    [{ content: [{ type: 'thinking', thinking: 'I think' }] }],
  ])('says that a model has only thought: %j', (message) => {
    expect(read(completion({ content: null, ...message }))).toMatchObject({ text: '', reasoning: true });
    expect(read(completion({ ...message, content: 'yes' }))).not.toHaveProperty('reasoning');
  });

  it('finds a refusal in its field, and among the parts', () => {
    expect(read(completion({ content: null, refusal: 'no' }))).toMatchObject({ refusal: 'no' });
    expect(read(completion({ content: [{ type: 'refusal', refusal: 'no' }] }))).toMatchObject({
      text: '',
      refusal: 'no',
    });
  });

  it.each([
    null,
    {},
    'many',
    { prompt_tokens: 3 },
    { prompt_tokens: 3, completion_tokens: null },
    { prompt_tokens: '3', completion_tokens: '2' },
    { prompt_tokens: -3, completion_tokens: 2 },
    { prompt_tokens: 1e308, completion_tokens: 2 },
    { prompt_tokens: 1.5, completion_tokens: 2 },
  ])('takes the answer where the usage is %j, which is unknown', (usage) => {
    expect(read(completion({}, {}, { usage }))).toEqual({
      text: 'yes',
      finish: 'stop',
      model: 'm',
      requestId: 'req_1',
    });
  });

  it.each([undefined, null, 7, ''])('takes the answer of a model called %j', (model) => {
    expect(read(completion({}, {}, { model }))).not.toHaveProperty('model');
  });

  it('reads JSON that says it is text', () => {
    expect(read(JSON.stringify(completion({})))).toMatchObject({ text: 'yes' });
  });

  it('cuts our keys from what a model answers, wherever it stands, and leaves the rest as it is', () => {
    const said = 'line 1\n\tmy key is sk-very-secret, sk-very-secret!';
    expect(read(completion({ content: said })).text).toBe('line 1\n\tmy key is [key], [key]!');
    expect(read(completion({ content: [{ type: 'text', text: said }] })).text).not.toContain('sk-very-secret');
    expect(read(completion({ content: null, refusal: said })).refusal).not.toContain('sk-very-secret');
  });

  it('cuts keys and control characters from names', () => {
    const reply = read(completion({}, {}, { model: 'm\u001b[2J sk-very-secret', system_fingerprint: 'f\n' }));
    expect(reply).toMatchObject({ model: 'm [2J [key]', fingerprint: 'f' });
  });
});

describe('a finish reason', () => {
  it.each(['stop', 'STOP', 'end_turn', 'eos_token', 'COMPLETE', 'hit_stop', 'FinishReason.STOP', '<|eot_id|>'])(
    '%s ends an answer',
    (finish_reason) => {
      expect(read(completion({}, { finish_reason }))).toMatchObject({ finish: 'stop', text: 'yes' });
    },
  );

  it.each([
    'length',
    'max_tokens',
    'MAX_TOKENS',
    'model_length',
    'max_output_tokens',
    'max tokens',
    'model_context_window_exceeded',
  ])('%s cuts it', (finish_reason) => {
    expect(read(completion({}, { finish_reason }))).toMatchObject({ finish: 'length' });
  });

  it.each([
    'content_filter',
    'SAFETY',
    'PROHIBITED_CONTENT',
    'sensitive',
    'refusal',
    'guardrail_intervened',
    'blocklist',
    'DENYLIST',
    'rejected',
    'content filter',
    'SAFETY: blocked',
    'stopped_by_policy',
    `Blocked by our content filter, ${'since '.repeat(20)}`,
  ])('%s names a filter', (finish_reason) => {
    expect(read(completion({}, { finish_reason }))).toMatchObject({ finish: 'content_filter' });
  });

  it.each([
    'error',
    'insufficient_system_resource',
    'network_error',
    'upstream_failed',
    'content_filter_error',
    'aborted',
    'rate_limit',
    'no_capacity',
    'out_of_memory',
  ])('%s names an error, which is asked again', (finish_reason) => {
    expect(problemOf(completion({}, { finish_reason }))).toEqual({
      action: 'retry',
      code: finish_reason,
      status: 200,
      message: `HTTP 200, finish reason ${finish_reason}`,
    });
  });

  it('keeps no sentence in place of a word', () => {
    expect(read(completion({}, { finish_reason: 'content filter' }))).not.toHaveProperty('finishWord');
  });

  it.each(['tool_calls', 'pause_turn', 'brand_new'])('%s is kept as a word that we do not know', (finish_reason) => {
    expect(read(completion({}, { finish_reason }))).toMatchObject({
      text: 'yes',
      finish: 'unknown',
      finishWord: finish_reason,
    });
  });

  it.each([null, undefined, 3])('%j is none', (finish_reason) => {
    const reply = read(completion({}, { finish_reason }));
    expect(reply).toMatchObject({ text: 'yes', finish: 'unknown' });
    expect(reply).not.toHaveProperty('finishWord');
  });
});

describe('a 200 that is no reply', () => {
  it('is none where an error says that there is none', () => {
    expect(read({ ...completion({}), base_resp: { status_code: 0, status_msg: '' } })).toMatchObject({ text: 'yes' });
  });

  it.each([
    ['nothing', undefined],
    ['a page', '<html>maintenance</html>'],
    ['no choices', { id: 'c', object: 'chat.completion', choices: [] }],
    ['no message', { choices: [{ finish_reason: 'stop' }] }],
    ['a number as content', completion({ content: 7 })],
    ['an empty error', { error: { code: null, message: null } }],
  ])('cannot be read: %s', (_, body) => {
    expect(problemOf(body)).toMatchObject({ action: 'retry', code: 'unreadable', status: 200 });
  });

  it.each([
    ['a key that is not taken', { error: { code: 'invalid_api_key' } }, { action: 'blocked' }],
    [
      'in a field of its own',
      { choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } },
      { action: 'blocked', code: '1008' },
    ],
    [
      'a rate told as a sentence',
      { base_resp: { status_code: 1002, status_msg: 'rate limit' } },
      { action: 'throttled' },
    ],
    ['by its status', { error: { code: 502, message: 'Provider returned error' } }, { action: 'retry', status: 502 }],
    [
      'within the choice',
      completion({ content: '' }, { error: { code: 429, message: 'busy' } }),
      { action: 'throttled', status: 429 },
    ],
    [
      'beside an answer',
      { ...completion({}), error: { code: 503, message: 'lost' } },
      { action: 'retry', status: 503 },
    ],
    ['by its code', { error: { code: 'insufficient_quota' } }, { action: 'blocked', status: 200 }],
    ['a spent balance', { error: { code: 402, message: 'Insufficient credits' } }, { action: 'blocked', status: 402 }],
    ['a filter', { error: { code: 'data_inspection_failed' } }, { action: 'refused' }],
    [
      'a flagged input',
      { error: { code: 403, message: 'x', metadata: { reasons: ['violence'] } } },
      { action: 'refused' },
    ],
    [
      'without the word error',
      { code: '1301', msg: 'the content is inappropriate' },
      { action: 'refused', status: 200, code: '1301' },
    ],
    ['as a text', { error: 'upstream is gone' }, { action: 'retry', status: 200, said: 'upstream is gone' }],
  ])('is the error that it holds: %s', (_, body, problem) => {
    expect(problemOf(body)).toMatchObject(problem);
  });
});
