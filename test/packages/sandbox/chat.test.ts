import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import sharp from 'sharp';
import { IGNORED_PARAMETERS } from '../../../packages/sandbox/wire.ts';
import { ask, asking, callsOf, clientFor, type Harness, openHarness, printed } from './harness.ts';

let harness: Harness;
let cover: string;
let openai: OpenAI;

beforeAll(async () => {
  harness = await openHarness();
  openai = harness.openai;
  cover = await printed([
    { text: 'THE GREEN LADDER', size: 34 },
    { text: 'by Emma Stone', size: 22 },
  ]);
});
afterAll(async () => await harness.close());

const rating = (labels: string[]): OpenAI.ResponseFormatJSONSchema => ({
  type: 'json_schema',
  json_schema: {
    name: 'rating',
    strict: true,
    schema: {
      type: 'object',
      properties: { reason: { type: 'string' }, rating: { type: 'string', enum: labels } },
      required: ['reason', 'rating'],
      additionalProperties: false,
    },
  },
});

describe('a base model', () => {
  it('answers as printed when asked for the conclusion only', async () => {
    expect(await ask(openai, 'gpt-4.1-2025-04-14', 'What is the title of this book?', cover)).toBe('THE GREEN LADDER');
    expect(await ask(openai, 'gpt-4.1-2025-04-14', 'Who wrote this book?', cover)).toBe('Emma Stone');
  });

  it('answers in words otherwise', async () => {
    const [, ...messages] = asking('What is the title of this book?', cover);
    const { choices } = await openai.chat.completions.create({ model: 'gpt-4o', messages });
    expect(choices[0]?.message.content).toBe(
      'Going by what can be read in the image, the answer is "THE GREEN LADDER".',
    );
  });

  it('speaks of a text where it was shown no image', async () => {
    const ask = async (content: string) => {
      const messages = [{ role: 'user' as const, content }];
      return (await openai.chat.completions.create({ model: 'gpt-4o', messages })).choices[0]?.message.content;
    };
    expect(await ask('THE GREEN LADDER\nby Emma Stone\n\nWho wrote this book?')).toMatch(/in (the|this) text/);
    expect(await ask('Who wrote this book?')).toMatch(/in (the|this) text/);
  });

  it('reads the question and its image from one user message or from two, after worked examples', async () => {
    const other = await printed([{ text: 'ANOTHER BOOK', size: 34 }]);
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      ...asking('What is the title of this book?', other),
      { role: 'assistant', content: 'Another Book' },
      { role: 'user', content: 'Question [12]: Who is the author of this book?' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: cover } }] },
    ];
    const { choices } = await openai.chat.completions.create({ model: 'gpt-4o', messages });
    expect(choices[0]?.message.content).toBe('Emma Stone');
  });

  it('answers an alias with the snapshot behind it, and counts the tokens of images by detail', async () => {
    const at = async (detail: 'low' | 'high') =>
      await openai.chat.completions.create({
        model: 'gpt-4o',
        messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: cover, detail } }] }],
      });
    const [low, high] = [await at('low'), await at('high')];
    expect(low.model).toBe('gpt-4o-2024-08-06');
    expect((high.usage?.prompt_tokens ?? 0) - (low.usage?.prompt_tokens ?? 0)).toBe(170);
  });

  it('fills any schema strictly', async () => {
    const response_format: OpenAI.ResponseFormatJSONSchema = {
      type: 'json_schema',
      json_schema: {
        name: 'book',
        schema: {
          type: 'object',
          properties: {
            title: { type: 'string' },
            kind: { anyOf: [{ $ref: '#/$defs/kind' }, { type: 'null' }] },
            tags: { type: 'array', items: { type: 'string' }, minItems: 2 },
            year: { type: ['integer', 'null'], minimum: 1 },
          },
          $defs: { kind: { type: 'string', enum: ['novel', 'play'] } },
        },
      },
    };
    const messages = asking('What is the title of this book?', cover);
    const { choices } = await openai.chat.completions.create({ model: 'gpt-4o', messages, response_format });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({
      title: 'THE GREEN LADDER',
      kind: expect.stringMatching(/^(novel|play)$/),
      tags: ['THE GREEN LADDER', 'THE GREEN LADDER'],
      year: 1,
    });
  });

  it('cuts an answer at the limit of tokens and says so', async () => {
    const messages = asking('What is the title of this book?', cover);
    const { choices } = await openai.chat.completions.create({ model: 'gpt-4o', messages, max_completion_tokens: 2 });
    expect(choices[0]).toMatchObject({ finish_reason: 'length', message: { content: 'THE GREE' } });
  });
});

describe('a judge', () => {
  const labels = ['Very Similar', 'Mostly Similar', 'Somewhat Similar', 'Incorrect'];
  it.each([
    ['A Wrinkle in Time', 'a wrinkle in time!', 'Very Similar'],
    ['A Wrinkle in Time', 'A Wrinkle in Time (Time Quintet)', 'Mostly Similar'],
    ['Christian Books & Bibles', 'Religion & Books', 'Somewhat Similar'],
    ['yes', 'no', 'Incorrect'],
    ['Cookshack', '', 'Incorrect'],
  ])('rates %j answered by %j as %s', async (target, answer, expected) => {
    for (const model of ['sandbox-judge', 'gpt-4o-2024-08-06']) {
      const content = JSON.stringify({ question: 'Which?', targets: ['something else', target], answer });
      const { choices } = await openai.chat.completions.create({
        model,
        messages: [
          { role: 'system', content: 'Rate.' },
          { role: 'user', content },
        ],
        response_format: rating(labels),
      });
      expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual({ reason: expect.any(String), rating: expected });
    }
  });

  it('takes the labels of the schema as the scale, however many there are', async () => {
    const content = JSON.stringify({ question: 'Which?', targets: ['yes'], answer: 'no' });
    const { choices } = await openai.chat.completions.create({
      model: 'sandbox-judge',
      messages: [{ role: 'user', content }],
      response_format: rating(['right', 'wrong']),
    });
    expect(JSON.parse(choices[0]?.message.content ?? '').rating).toBe('wrong');
  });
});

describe('a grader', () => {
  const schemaOf = (result: object) => ({
    type: 'json_schema' as const,
    json_schema: {
      name: 'grade',
      schema: { type: 'object', properties: { steps: { type: 'array', items: { type: 'object' } }, result } },
    },
  });
  const result = async (schema: object, ...content: string[]) => {
    const { choices } = await openai.chat.completions.create({
      model: 'o4-mini-2025-04-16',
      messages: [
        { role: 'system', content: 'You are an expert grader. Reference: none.' },
        ...content.map((text) => ({ role: 'user' as const, content: text })),
      ],
      response_format: schemaOf(schema),
    });
    return JSON.parse(choices[0]?.message.content ?? '').result;
  };
  const number = { type: 'number', description: 'from 0 to 1' };
  const labels = { type: 'string', enum: ['good', 'fair', 'bad'] };

  it.each([
    ['Reference: The Moon Pool. Model answer: the moon pool', 1],
    ['Reference answer: The Moon Pool\n\nModel answer: Cookshack', 0],
    ['Expected: yes; response: no: it is not', 0],
    ['Classify this: the moon pool', 0],
  ])('scores %j as %d', async (text, score) => {
    expect(await result(number, text)).toBe(score);
  });

  it('stays in the range that it is told', async () => {
    const range = { type: 'number', description: 'from -1 to 10' };
    expect(await result(range, 'Reference: a b\nAnswer: a b')).toBe(10);
    expect(await result(range, 'Reference: a b\nAnswer: x')).toBe(-1);
    expect(await result(range, 'Reference: a b', 'Answer: a c')).toBeCloseTo(4.5, 6);
  });

  it.each([
    ['Reference: a. Answer: a', 'good'],
    ['Reference: a. Answer: b', 'bad'],
    ['Statement: this is a fair and good book', 'fair'],
    ['Statement: who knows', 'bad'],
  ])('labels %j as %s', async (text, label) => {
    expect(await result(labels, text)).toBe(label);
  });

  it('opens no link, and says nothing of the image', async () => {
    const { choices } = await openai.chat.completions.create({
      model: 'gpt-5-mini',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Reference: a. Answer: a' },
            { type: 'image_url', image_url: { url: 'https://example.com/reference.png' } },
          ],
        },
      ],
      response_format: schemaOf(number),
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toMatchObject({ result: 1, steps: [{}] });
  });
});

describe('a completion', () => {
  const say = async (content: string, more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) =>
    (await openai.chat.completions.create({ model: 'echo-0', messages: [{ role: 'user', content }], ...more })).choices;

  it.each([
    [' two', 'echo: one'],
    [['four', ' three', ' two'], 'echo: one'],
    ['five', 'echo: one two three'],
  ])('ends before the stop sequence %j', async (stop, content) => {
    expect(await say('one two three', { stop })).toMatchObject([{ finish_reason: 'stop', message: { content } }]);
  });

  it('comes as often as is asked', async () => {
    expect((await say('one', { n: 3 })).map(({ index, message }) => [index, message.content])).toEqual([
      [0, 'echo: one'],
      [1, 'echo: one'],
      [2, 'echo: one'],
    ]);
  });

  it.each([
    ['Answer in JSON.', { answer: 'Emma Stone' }],
    ['Answer as JSON: {"author": "a name", "by": "the same"}', { author: 'Emma Stone', by: 'Emma Stone' }],
  ])('is an object in JSON mode: %s', async (wish, expected) => {
    const [, asked] = asking('Who wrote this book?', cover);
    const { choices } = await openai.chat.completions.create({
      model: 'gpt-4o',
      messages: [{ role: 'system', content: wish }, asked as OpenAI.ChatCompletionMessageParam],
      response_format: { type: 'json_object' },
    });
    expect(JSON.parse(choices[0]?.message.content ?? '')).toEqual(expected);
  });

  it('is refused in JSON mode where nobody says the word', async () => {
    const asked = openai.chat.completions.create({
      model: 'gpt-4o',
      messages: asking('Who?', cover),
      response_format: { type: 'json_object' },
    });
    await expect(asked).rejects.toMatchObject({ status: 400, param: 'messages' });
  });
});

describe('a streamed completion', () => {
  it('says in chunks what it says at once, with usage where that is wanted', async () => {
    const asked = { model: 'echo-0', messages: [{ role: 'user' as const, content: 'Who wrote this?' }] };
    const whole = await openai.chat.completions.create(asked);
    const stream = openai.chat.completions.stream({ ...asked, stream_options: { include_usage: true } });
    const chunks = await Array.fromAsync(stream);
    expect(chunks.length).toBeGreaterThan(4);
    expect(chunks.map(({ usage }) => usage).slice(0, -1)).toEqual(chunks.slice(1).map(() => null));
    const { choices, usage, model } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { content: whole.choices[0]?.message.content },
    });
    expect([usage, model]).toEqual([whole.usage, whole.model]);
    const plain = await Array.fromAsync(await openai.chat.completions.create({ ...asked, stream: true }));
    expect(plain.every(({ usage: told }) => told === undefined)).toBe(true);
  });

  it('is refused like any other', async () => {
    const asked = {
      model: 'gpt-none',
      messages: [{ role: 'user' as const, content: 'Hello?' }],
      stream: true as const,
    };
    await expect(openai.chat.completions.create(asked)).rejects.toMatchObject({ status: 404 });
  });
});

describe('an echo model', () => {
  it('answers after the latency in its name, without reading images', async () => {
    // Half an image: who read it would refuse it.
    const half = cover.slice(0, Math.ceil(cover.length / 8) * 4);
    const start = performance.now();
    const { choices } = await openai.chat.completions.create({ model: 'echo-200', messages: asking('Well?', half) });
    expect(performance.now() - start).toBeGreaterThanOrEqual(199);
    expect(choices[0]?.message.content).toBe('echo: Question [1]: Well?');
    await expect(ask(openai, 'gpt-4o', 'Well?', half)).rejects.toMatchObject({ status: 400 });
  });
});

describe('a bad chat request', () => {
  const create = async (body: object) =>
    await openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello?' }], ...body });
  const withImage = async (url: string) =>
    await create({ messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] });

  it.each([
    ['a link', 'https://example.org/cover.jpg'],
    ['no image', 'data:image/jpeg;base64,bm8gaW1hZ2U='],
    ['another type', 'data:text/plain;base64,aGk='],
    ['a header that breaks off', 'data:image/jpeg;base64,/9j/4A=='],
    ['no URL', 'cover.jpg'],
  ])('names an image that cannot be used: %s', async (_, url) => {
    await expect(withImage(url)).rejects.toMatchObject({ status: 400, code: 'invalid_image_format' });
  });

  it('names an image that breaks off, and one that would fill the memory', async () => {
    const whole = Buffer.from(cover.slice(cover.indexOf(',') + 1), 'base64');
    const half = whole.subarray(0, whole.length / 2).toString('base64');
    await expect(withImage(`data:image/jpeg;base64,${half}`)).rejects.toMatchObject({ status: 400 });
    const blank = { width: 9000, height: 9000, channels: 3 as const, background: 'white' };
    const bomb = await sharp({ create: blank }).png({ compressionLevel: 9, palette: true }).toBuffer();
    await expect(withImage(`data:image/png;base64,${bomb.toString('base64')}`)).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('pixel limit'),
    });
  });

  it('names the parameter at fault', async () => {
    await expect(create({ messages: [] })).rejects.toMatchObject({ status: 400, param: 'messages' });
    await expect(create({ temperature: 3 })).rejects.toMatchObject({ status: 400, param: 'temperature' });
    await expect(create({ model: 'gpt-none' })).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  });

  it.each([
    ['stop', ['a', 'b', 'c', 'd', 'e']],
    ['stop', ''],
    ['tools', [{ type: 'custom', custom: { name: 'f' } }]],
    ['tools', [{ type: 'function', function: { name: 'not a name' } }]],
    ['functions', [{ name: 'f' }]],
    ['tool_choice', 'required'],
    ['tool_choice', { type: 'function', function: { name: 'none' } }],
    ['tool_choice', 'any'],
    ['logprobs', true],
    ['top_logprobs', 3],
    ['logit_bias', { 50256: -100 }],
    ['modalities', ['text', 'audio']],
    ['web_search_options', {}],
    ['no_such_parameter', 1],
  ])('names what is not served, instead of ignoring it: %s', async (param, value) => {
    await expect(create({ [param]: value })).rejects.toMatchObject({
      status: 400,
      param: expect.stringMatching(new RegExp(`^${param}`)),
    });
  });

  it('takes values that ask for nothing, and what is documented as ignored', async () => {
    const nothing = { stream: false, stop: null, tools: [], tool_choice: 'none', logprobs: false, logit_bias: {} };
    await expect(create({ ...nothing, user: 'me', temperature: 0, store: true })).resolves.toBeDefined();
    const page = readFileSync(resolve('docs/sandbox.md'), 'utf8');
    expect(page).toContain(IGNORED_PARAMETERS.map((name) => `\`${name}\``).join(', '));
  });

  it('needs a key', async () => {
    const response = await fetch(`${harness.sandbox.url}/models`);
    expect(response.status).toBe(401);
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid_api_key', type: 'invalid_request_error' } });
  });

  it('needs the one key where the sandbox has one', async () => {
    const guarded = await openHarness({ key: 'sk-right' });
    try {
      await expect(guarded.openai.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
      expect((await clientFor(guarded.sandbox, 'sk-right').models.list()).data.length).toBeGreaterThan(3);
    } finally {
      await guarded.close();
    }
  });
});

describe('rate limits', () => {
  it('answer 429 with Retry-After when the bucket is empty, and count it as not served', async () => {
    const limited = await openHarness({ limits: { requestsPerSecond: 2 } });
    try {
      const calls = Array.from(
        { length: 4 },
        async (_, index) =>
          await limited.openai.chat.completions
            .create({ model: 'echo-0', messages: [{ role: 'user', content: `call ${index}` }] })
            .then(() => 'served')
            .catch((error: InstanceType<typeof OpenAI.APIError>) => [
              error.status,
              error.code,
              error.headers?.get('retry-after'),
            ]),
      );
      const outcomes = await Promise.all(calls);
      expect(outcomes.filter((outcome) => outcome === 'served')).toHaveLength(2);
      expect(outcomes).toContainEqual([429, 'rate_limit_exceeded', '1']);
      expect(await callsOf(limited.sandbox)).toMatchObject([
        { operation: 'POST /chat/completions', model: 'echo-0', served: 2, distinct: 2, rejected: { 429: 2 } },
      ]);
    } finally {
      await limited.close();
    }
  });

  it('hold tokens a minute, and say which request can never pass', async () => {
    const limit = async (limits: object) =>
      await fetch(new URL('/sandbox/limits', harness.sandbox.url), { method: 'POST', body: JSON.stringify(limits) });
    const say = async (letters: number) => {
      const messages = [{ role: 'user' as const, content: 'x'.repeat(letters) }];
      return await openai.chat.completions.create({ model: 'echo-0', messages }).withResponse();
    };
    await limit({ tokensPerMinute: 600 });
    try {
      const { response } = await say(2000);
      expect(response.headers.get('x-ratelimit-limit-tokens')).toBe('600');
      expect(response.headers.get('x-ratelimit-remaining-tokens')).toBe('93');
      await expect(say(1000)).rejects.toMatchObject({
        status: 429,
        code: 'rate_limit_exceeded',
        message: expect.stringMatching(/try again in 1[56]/),
      });
      await expect(say(4000)).rejects.toMatchObject({
        status: 429,
        message: expect.stringContaining('Request too large'),
      });
    } finally {
      await limit({});
    }
  });
});
