/** Vercel's `ai` with `openai()`, which asks the Responses API: an image, an object, a stream, a tool in two steps. */
import { readFileSync } from 'node:fs';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool } from 'ai';

const openai = createOpenAI({ baseURL: process.env['OPENAI_BASE_URL'] });
const image = readFileSync(process.env['COVER'] ?? '');
const asking = (text) => ({
  model: openai('gpt-4o'),
  system: 'Give the conclusion only.',
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text },
        { type: 'image', image, mediaType: 'image/jpeg' },
      ],
    },
  ],
  maxRetries: 0,
});
const schema = (properties) =>
  jsonSchema({ type: 'object', properties, required: Object.keys(properties), additionalProperties: false });
const title = 'What is the title of this book?';
const author = 'Who is the author of this book?';

const tasks = {
  response: async () => (await generateText(asking(author))).text,
  parsed: async () => {
    const output = Output.object({ schema: schema({ title: { type: 'string' } }) });
    return (await generateText({ ...asking(title), output })).output.title;
  },
  streamed: async () => await streamText(asking(author)).text,
  function: async () => {
    const weather = tool({ inputSchema: schema({ city: { type: 'string' } }), execute: () => 'Sunny and warm' });
    const { text } = await generateText({
      model: openai('gpt-4o'),
      system: 'Give the conclusion only.',
      prompt: 'What is the weather?',
      tools: { get_weather: weather },
      stopWhen: stepCountIs(3),
    });
    return text;
  },
  thinking: async () => (await generateText({ ...asking(author), model: openai('gpt-6-luna') })).text,
  chat: async () => (await generateText({ ...asking(author), model: openai.chat('gpt-4o') })).text,
};

const answers = {};
for (const [name, task] of Object.entries(tasks)) answers[name] = await task();
console.log(JSON.stringify(answers));
