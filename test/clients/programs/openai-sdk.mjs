/** The official client for Node: the same as the one for Python. */
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0 });
const url = `data:image/jpeg;base64,${readFileSync(process.env['COVER'] ?? '').toString('base64')}`;
const SYSTEM = 'Give the conclusion only.';
const asking = (question) => [
  { role: 'system', content: SYSTEM },
  {
    role: 'user',
    content: [
      { type: 'text', text: question },
      { type: 'image_url', image_url: { url } },
    ],
  },
];
const input = [
  {
    role: 'user',
    content: [
      { type: 'input_text', text: 'What is the title of this book?' },
      { type: 'input_image', image_url: url, detail: 'auto' },
    ],
  },
];
const schema = {
  type: 'object',
  properties: { title: { type: 'string' } },
  required: ['title'],
  additionalProperties: false,
};
const said = (completion) => completion.choices[0].message.content;

const tasks = {
  chat: async () =>
    said(await client.chat.completions.create({ model: 'gpt-4o', messages: asking('Who wrote this book?') })),
  parsed: async () => {
    const response_format = { type: 'json_schema', json_schema: { name: 'book', schema, strict: true } };
    const messages = asking('What is the title of this book?');
    return JSON.parse(said(await client.chat.completions.parse({ model: 'gpt-4o', messages, response_format }))).title;
  },
  streamed: async () => {
    const stream = client.chat.completions.stream({ model: 'gpt-4o', messages: asking('Who wrote this book?') });
    return said(await stream.finalChatCompletion());
  },
  function: async () => {
    const parameters = { type: 'object', properties: { author: { type: 'string' } }, required: ['author'] };
    const tools = [{ type: 'function', function: { name: 'record_author', parameters } }];
    const messages = asking('Who is the author?');
    const completion = await client.chat.completions.create({
      model: 'gpt-4o',
      messages,
      tools,
      tool_choice: 'required',
    });
    return JSON.parse(completion.choices[0].message.tool_calls[0].function.arguments).author;
  },
  response: async () => {
    const text = { format: { type: 'json_schema', name: 'book', schema, strict: true } };
    return (await client.responses.parse({ model: 'gpt-6-luna', input, text })).output_parsed.title;
  },
  streamed_response: async () => {
    const stream = client.responses.stream({ model: 'gpt-4o', instructions: SYSTEM, input });
    return (await stream.finalResponse()).output_text;
  },
};

const answers = {};
for (const [name, task] of Object.entries(tasks)) answers[name] = await task();
console.log(JSON.stringify(answers));
