import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { asking, type Harness, openHarness, printed } from './harness.ts';

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

const functionOf = (name: string, properties: object = {}): OpenAI.ChatCompletionFunctionTool => ({
  type: 'function',
  function: { name, parameters: { type: 'object', properties, required: Object.keys(properties) } },
});
const NAMED: OpenAI.ChatCompletionToolChoiceOption = { type: 'function', function: { name: 'record_author' } };
const TOOLS = [
  functionOf('record_title', { title: { type: 'string' } }),
  functionOf('record_author', { author: { type: 'string' } }),
];

const choiceOf = async (parameters: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>) => {
  const messages = asking('Who is the author of this book?', cover);
  const { choices } = await openai.chat.completions.create({ model: 'gpt-4o', messages, tools: TOOLS, ...parameters });
  return choices[0];
};
const AUTHOR = [
  {
    type: 'function',
    id: expect.stringMatching(/^call_/),
    function: { name: 'record_author', arguments: '{"author":"Emma Stone"}' },
  },
];

describe('a function', () => {
  it.each([
    ['that is named', NAMED, 'stop'],
    ['that is demanded: the one the question speaks of', 'required' as const, 'tool_calls'],
    ['where the choice is left: the one the question speaks of', 'auto' as const, 'tool_calls'],
    [
      'of those that are allowed',
      { type: 'allowed_tools' as const, allowed_tools: { mode: 'required' as const, tools: [{ ...NAMED }] } },
      'tool_calls',
    ],
  ])('is called with what was read, %s', async (_, tool_choice, finish_reason) => {
    expect(await choiceOf({ tool_choice })).toMatchObject({
      finish_reason,
      message: { content: null, tool_calls: AUTHOR },
    });
  });

  it('is not called where none may be, or where nobody speaks of it', async () => {
    for (const parameters of [{ tool_choice: 'none' as const }, { tools: [functionOf('get_weather')] }]) {
      expect(await choiceOf(parameters)).toMatchObject({ finish_reason: 'stop', message: { content: 'Emma Stone' } });
    }
  });

  it('is the first where one is demanded and none is spoken of, and may take nothing', async () => {
    const choice = await choiceOf({ tools: [functionOf('ping'), functionOf('pong')], tool_choice: 'required' });
    expect(choice?.message.tool_calls).toMatchObject([{ function: { name: 'ping', arguments: '{}' } }]);
  });

  it('answers, and its answer is read to say the last word', async () => {
    const weather = functionOf('get_weather', { city: { type: 'string' } });
    const question = { role: 'user' as const, content: 'What is the weather?' };
    const first = await choiceOf({ messages: [question], tools: [weather] });
    const call = first?.message.tool_calls?.[0];
    expect(call).toMatchObject({ function: { name: 'get_weather' } });
    const messages: OpenAI.ChatCompletionMessageParam[] = [
      { role: 'system', content: 'Give the conclusion only.' },
      question,
      first?.message as OpenAI.ChatCompletionMessageParam,
      { role: 'tool', tool_call_id: call?.id ?? '', content: 'Sunny and warm' },
    ];
    expect(await choiceOf({ messages, tools: [weather] })).toMatchObject({
      finish_reason: 'stop',
      message: { content: 'Sunny and warm' },
    });
  });

  it('takes the judgement of a judge', async () => {
    const rate = functionOf('rate', { rating: { type: 'string', enum: ['right', 'wrong'] } });
    const content = JSON.stringify({ question: 'Who?', targets: ['Ann'], answer: 'Bob' });
    const choice = await choiceOf({ messages: [{ role: 'user', content }], tools: [rate], tool_choice: 'required' });
    expect(choice?.message.tool_calls).toMatchObject([{ function: { arguments: '{"rating":"wrong"}' } }]);
  });

  it('comes in pieces when it is streamed', async () => {
    const messages = asking('Who is the author of this book?', cover);
    const stream = openai.chat.completions.stream({ model: 'gpt-4o', messages, tools: TOOLS, tool_choice: 'required' });
    const chunks = await Array.fromAsync(stream);
    expect(chunks.length).toBeGreaterThan(3);
    const [choice] = (await stream.finalChatCompletion()).choices;
    expect(choice).toMatchObject({ finish_reason: 'tool_calls', message: { content: null, tool_calls: AUTHOR } });
  });

  it('breaks off at the limit of tokens', async () => {
    const choice = await choiceOf({ tool_choice: 'required', max_completion_tokens: 2 });
    expect(choice).toMatchObject({ finish_reason: 'length' });
    expect(choice?.message.tool_calls).toMatchObject([{ function: { arguments: '{"author' } }]);
  });
});
