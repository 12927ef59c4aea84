import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { IGNORED_BY_RESPONSES } from '../../../packages/sandbox/wire/responses.ts';
import { callsOf, clientFor, type Harness, openHarness, printed } from './harness.ts';

let harness: Harness;
let openai: OpenAI;
let cover: string;

beforeAll(async () => {
  harness = await openHarness();
  openai = harness.openai;
  cover = await printed([
    { text: 'THE GREEN LADDER', size: 34 },
    { text: 'by Emma Stone', size: 22 },
  ]);
});
afterAll(async () => await harness.close());

type Request = Partial<OpenAI.Responses.ResponseCreateParamsNonStreaming>;
const BARE = 'Give the conclusion only.';
const about = (question: string): OpenAI.Responses.ResponseInput => [
  {
    role: 'user',
    content: [
      { type: 'input_text', text: question },
      { type: 'input_image', image_url: cover, detail: 'high' },
    ],
  },
];
const respond = async (input: Request['input'], more: Request = {}) =>
  await openai.responses.create({ model: 'gpt-4o', instructions: BARE, input: input ?? '', ...more });
const inflict = async (effect: object) =>
  await fetch(new URL('/sandbox/faults', harness.sandbox.url), {
    method: 'POST',
    body: JSON.stringify({ faults: [{ match: { path: '/responses', times: 1 }, do: effect }] }),
  });
const AUTHOR: OpenAI.Responses.FunctionTool = {
  type: 'function',
  name: 'record_author',
  strict: true,
  parameters: { type: 'object', properties: { author: { type: 'string' } }, required: ['author'] },
};

describe('a response', () => {
  it('says of an image what a completion says of it, at the same price', async () => {
    const response = await respond(about('Who wrote this book?'));
    expect(response).toMatchObject({
      object: 'response',
      status: 'completed',
      model: 'gpt-4o-2024-08-06',
      error: null,
    });
    expect(response.output_text).toBe('Emma Stone');
    const { usage } = await openai.chat.completions.create({
      model: 'gpt-4o',
      messages: [
        { role: 'system', content: BARE },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Who wrote this book?' },
            { type: 'image_url', image_url: { url: cover, detail: 'high' } },
          ],
        },
      ],
    });
    expect(response.usage).toMatchObject({
      input_tokens: usage?.prompt_tokens,
      output_tokens: usage?.completion_tokens,
      total_tokens: usage?.total_tokens,
    });
  });

  it('answers a text', async () => {
    expect((await respond('hello', { model: 'echo-0' })).output_text).toBe('echo: hello');
  });

  it('obeys a JSON schema, and judges by one', async () => {
    const schema = { type: 'object', properties: { title: { type: 'string' } }, required: ['title'] };
    const read = await respond(about('What is the title of this book?'), {
      text: { format: { type: 'json_schema', name: 'book', strict: true, schema } },
    });
    expect(JSON.parse(read.output_text)).toEqual({ title: 'THE GREEN LADDER' });
    const rating = { type: 'object', properties: { rating: { type: 'string', enum: ['right', 'wrong'] } } };
    const judged = await respond(JSON.stringify({ question: 'Who?', targets: ['Ann'], answer: 'Bob' }), {
      text: { format: { type: 'json_schema', name: 'rating', schema: rating } },
    });
    expect(JSON.parse(judged.output_text)).toEqual({ rating: 'wrong' });
  });

  it('is an object in JSON mode', async () => {
    const asked = { instructions: 'Answer in JSON.', text: { format: { type: 'json_object' as const } } };
    expect(JSON.parse((await respond(about('Who wrote this book?'), asked)).output_text)).toEqual({
      answer: 'Emma Stone',
    });
  });

  it('calls a function, takes what it answers by its call or by reference, and says the last word', async () => {
    const tools = [{ ...AUTHOR, name: 'get_weather' }];
    const first = await respond('What is the weather?', { tools });
    const [call] = first.output;
    expect(call).toMatchObject({ type: 'function_call', name: 'get_weather', status: 'completed' });
    const { id = '', call_id } = call as OpenAI.Responses.ResponseFunctionToolCall;
    const output = { type: 'function_call_output' as const, call_id, output: 'Sunny and warm' };
    const question = { role: 'user' as const, content: 'What is the weather?' };
    const ways: [OpenAI.Responses.ResponseInput, Request][] = [
      [[question, call as OpenAI.Responses.ResponseFunctionToolCall, output], {}],
      [[question, { type: 'item_reference', id }, output], {}],
      [[output], { previous_response_id: first.id }],
    ];
    for (const [input, more] of ways)
      expect((await respond(input, { tools, ...more })).output_text).toBe('Sunny and warm');
  });

  it('is stored unless that is not wanted', async () => {
    const { id } = await respond('hello', { model: 'echo-0', metadata: { run: 'a' } });
    expect(await openai.responses.retrieve(id)).toMatchObject({
      id,
      output_text: 'echo: hello',
      metadata: { run: 'a' },
    });
    await openai.responses.delete(id);
    await expect(openai.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
    const forgotten = await respond('hello', { model: 'echo-0', store: false });
    const more = { model: 'echo-0', previous_response_id: forgotten.id };
    await expect(respond('more', more)).rejects.toMatchObject({ status: 400, param: 'previous_response_id' });
  });

  it('that reaches its limit of tokens is incomplete', async () => {
    const cut = await respond('x'.repeat(200), { model: 'echo-0', max_output_tokens: 16 });
    expect(cut).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'max_output_tokens' },
      output: [{ status: 'incomplete' }],
    });
    expect(cut.output_text).toHaveLength(64);
  });
});

describe('a response of a model that reasons', () => {
  it('is preceded by its thoughts, which cost more with more effort', async () => {
    const thoughts = async (effort: 'none' | 'low' | 'high') => {
      const { output, usage } = await respond('Is it a book?', { model: 'gpt-6-luna', reasoning: { effort } });
      return [output.map(({ type }) => type).join(' '), usage?.output_tokens_details.reasoning_tokens ?? 0] as const;
    };
    const [none, low, high] = [await thoughts('none'), await thoughts('low'), await thoughts('high')];
    expect([none, low[0]]).toEqual([['message', 0], 'reasoning message']);
    expect(high[1]).toBeGreaterThan(2 * low[1]);
  });

  it.each([
    [{ temperature: 0 }, 'temperature', 'unsupported_parameter'],
    [{ top_p: 0.5 }, 'top_p', 'unsupported_parameter'],
    [{ reasoning: { effort: 'minimal' as const } }, 'reasoning.effort', 'unsupported_value'],
  ])('refuses %j', async (more, param, code) => {
    const error = await respond('Is it a book?', { model: 'gpt-6-luna', ...more }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ status: 400, param, code });
    if (code === 'unsupported_parameter')
      expect(String(error)).toContain(`Unsupported parameter: '${param}' is not supported with this model.`);
  });
});

describe('a streamed response', () => {
  const eventsOf = async (input: Request['input'], more: Omit<Request, 'stream'> = {}) => {
    const stream = openai.responses.stream({ model: 'gpt-4o', instructions: BARE, input: input ?? '', ...more });
    const events = await Array.fromAsync(stream);
    return { events, types: new Set(events.map(({ type }) => type)), final: await stream.finalResponse() };
  };

  it('is built up by events from created to completed, each with its number', async () => {
    const { events, final } = await eventsOf(about('What is the title of this book?'));
    expect(events[0]).toMatchObject({ type: 'response.created', response: { status: 'in_progress', output: [] } });
    expect(events.at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } });
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
    const said = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : []));
    expect(said).toEqual(['THE ', 'GREEN ', 'LADDER']);
    expect(final.output_text).toBe('THE GREEN LADDER');
  });

  it('calls functions, thinks and breaks off as one that comes at once', async () => {
    const called = await eventsOf(about('Who is the author?'), { tools: [AUTHOR], tool_choice: 'required' });
    expect(called.types).toContain('response.function_call_arguments.delta');
    expect(called.final.output).toMatchObject([{ name: 'record_author', arguments: '{"author":"Emma Stone"}' }]);
    const thought = await eventsOf('Is it a book?', { model: 'gpt-6-luna' });
    expect(thought.final.output.map(({ type }) => type)).toEqual(['reasoning', 'message']);
    const cut = await eventsOf('x'.repeat(200), { model: 'echo-0', max_output_tokens: 16 });
    expect(cut.types).toContain('response.incomplete');
  });

  it('tells of a refusal', async () => {
    await inflict({ kind: 'refusal', text: 'I will not.' });
    const { types, final } = await eventsOf('Well?');
    expect(types).toContain('response.refusal.done');
    expect(final.output).toMatchObject([{ content: [{ type: 'refusal', refusal: 'I will not.' }] }]);
  });
});

describe('a bad request for a response', () => {
  const FORMAT = { format: { type: 'json_object' as const } };
  it.each([
    ['input', { input: [] }],
    ['input', { input: [{ role: 'user', content: [{ type: 'input_file', file_id: 'file-1' }] }] }],
    ['input', { input: [{ role: 'user', content: [{ type: 'input_image', file_id: 'file-1' }] }] }],
    ['input', { input: [{ type: 'item_reference', id: 'msg_none' }] }],
    ['input', { input: 'No word of it.', text: FORMAT }],
    ['max_output_tokens', { max_output_tokens: 1 }],
    ['tools', { tools: [{ type: 'web_search' }] }],
    ['tool_choice', { tool_choice: 'required' }],
    ['include', { include: ['message.output_text.logprobs'] }],
    ['top_logprobs', { top_logprobs: 3 }],
    ['background', { background: true }],
    ['conversation', { conversation: 'conv_1' }],
    ['temperature', { temperature: 3 }],
    ['stop', { stop: 'x' }],
    ['no_such_parameter', { no_such_parameter: 1 }],
  ])('names %s', async (param, more) => {
    const error = await respond('Well?', more as Request).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ param: expect.stringMatching(new RegExp(`^${param}`)) });
    expect([400, 404]).toContain((error as { status: number }).status);
  });

  it('names the very place inside of the input', async () => {
    const asked = (content: unknown) => respond([{ role: 'user', content }] as OpenAI.Responses.ResponseInput);
    await expect(asked([{ type: 'text', text: 'Who?' }])).rejects.toMatchObject({ param: 'input.0.content.0.type' });
    await expect(asked([{ type: 'input_text' }])).rejects.toMatchObject({
      param: 'input.0.content.0.text',
      message: expect.stringContaining('expected string'),
    });
  });

  it('is not one that has what is documented as ignored', async () => {
    const ignored = {
      temperature: 0,
      top_p: 1,
      truncation: 'auto' as const,
      user: 'me',
      service_tier: 'flex' as const,
    };
    await expect(respond('Well?', { model: 'echo-0', ...ignored })).resolves.toBeDefined();
    const page = readFileSync(resolve('docs/sandbox.md'), 'utf8');
    expect(page).toContain(IGNORED_BY_RESPONSES.map((name) => `\`${name}\``).join(', '));
  });

  it('names a model that is not there, a link, and a key that is wrong', async () => {
    await expect(respond('Well?', { model: 'gpt-none' })).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
    const link = { type: 'input_image' as const, image_url: 'https://example.org/a.jpg', detail: 'auto' as const };
    await expect(respond([{ role: 'user', content: [link] }])).rejects.toMatchObject({ code: 'invalid_image_format' });
    const guarded = await openHarness({ key: 'sk-right' });
    try {
      const wrong = clientFor(guarded.sandbox, 'sk-wrong').responses.create({ model: 'gpt-4o', input: 'Well?' });
      await expect(wrong).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
    } finally {
      await guarded.close();
    }
  });
});

describe('a fault at responses', () => {
  const text = async () => (await respond('Hello', { model: 'echo-0' })).output_text;

  it.each([
    [{ kind: 'status', status: 503 }, 503],
    [{ kind: 'cut' }, undefined],
    [{ kind: 'lost-response' }, undefined],
    [{ kind: 'truncated' }, undefined],
    [{ kind: 'invalid-json' }, undefined],
  ])('fails the call: %j', async (effect, status) => {
    await inflict(effect);
    const outcome = await text().catch(({ status: told }: { status?: number }) => ({ told }));
    expect(outcome).toEqual({ told: status });
    expect(await text()).toBe('echo: Hello');
  });

  it.each([
    [{ kind: 'empty-choices' }, { output: [] }],
    [{ kind: 'wrong-schema', content: '{}' }, { output_text: '{}' }],
    [{ kind: 'length' }, { status: 'incomplete', output_text: 'echo:' }],
    [{ kind: 'content-filter' }, { status: 'incomplete', incomplete_details: { reason: 'content_filter' } }],
    [{ kind: 'empty-reasoning' }, { status: 'incomplete', output: [{ type: 'reasoning' }, { type: 'message' }] }],
    [{ kind: 'content-parts' }, { output_text: 'echo: Hello' }],
    [{ kind: 'reply', set: { status: 'failed' } }, { status: 'failed' }],
    [{ kind: 'slow', ms: 50 }, { output_text: 'echo: Hello' }],
  ])('changes what is said: %j', async (effect, seen) => {
    await inflict(effect);
    expect(await respond('Hello', { model: 'echo-0' })).toMatchObject(seen);
  });

  it('is counted with the model it struck', async () => {
    await fetch(new URL('/sandbox/calls', harness.sandbox.url), { method: 'DELETE' });
    await inflict({ kind: 'cut' });
    await text().catch(() => undefined);
    await text();
    expect(await callsOf(harness.sandbox)).toMatchObject([
      { operation: 'POST /responses', model: 'echo-0', served: 1, distinct: 1, rejected: { cut: 1 } },
    ]);
  });

  it('breaks a stream off in the middle', async () => {
    await inflict({ kind: 'truncated' });
    const stream = await openai.responses.create({ model: 'echo-0', input: 'one two three', stream: true });
    await expect(Array.fromAsync(stream)).rejects.toThrow();
  });
});
