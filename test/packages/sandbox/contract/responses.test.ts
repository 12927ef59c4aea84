import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { ask, asking, COVERS, ended, type Harness, openHarness, printed, trainingFile } from '../harness.ts';
import { eventFaultsOf, faultsOf, OPERATIONS, operationOf } from './document.ts';

let harness: Harness;
const seen = new Set<string>();
const faults: string[] = [];

/** Looks at every response on its way to the client. */
const watching: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (String(input).startsWith('data:')) return response;
  const operation = operationOf(
    init?.method?.toUpperCase() ?? 'GET',
    new URL(String(input)).pathname.replace('/v1', ''),
  );
  if (operation === undefined) faults.push(`${init?.method} ${input} is no operation of the document`);
  else {
    seen.add(operation);
    const type = response.headers.get('content-type');
    if (type?.includes('json')) faults.push(...faultsOf(operation, response.status, await response.clone().json()));
    if (type?.includes('event-stream')) faults.push(...eventFaultsOf(operation, await response.clone().text()));
  }
  return response;
};

beforeAll(async () => {
  harness = await openHarness();
});
afterAll(async () => await harness.close());

const TITLE = {
  type: 'object',
  properties: { title: { type: 'string' } },
  required: ['title'],
  additionalProperties: false,
};

/** Completions that are stored and streamed, some with a call of a function. */
async function storedOnes(openai: OpenAI, image: string): Promise<void> {
  const messages = asking('What is the title?', image);
  const tools = [{ type: 'function' as const, function: { name: 'record_title', parameters: TITLE } }];
  const { id } = await openai.chat.completions.create({
    model: 'gpt-4o',
    messages,
    tools,
    store: true,
    metadata: { run: 'a' },
  });
  for (const model of ['gpt-4o', 'gpt-6-luna'])
    await openai.chat.completions.stream({ model, messages, tools, stream_options: { include_usage: true } }).done();
  await openai.chat.completions.stream({ model: 'gpt-4o', messages }).done();
  await openai.chat.completions.list({ model: 'gpt-4o-2024-08-06' });
  await openai.chat.completions.retrieve(id);
  await openai.chat.completions.messages.list(id);
  await openai.chat.completions.update(id, { metadata: { run: 'b' } });
  await openai.chat.completions.delete(id);
}

/** Responses at once and streamed: plain, after thoughts, by schema, with a call, cut off. */
async function responses(openai: OpenAI, image: string): Promise<void> {
  const content = [
    { type: 'input_text' as const, text: 'What is the title?' },
    { type: 'input_image' as const, image_url: image, detail: 'high' as const },
  ];
  const input = [{ role: 'user' as const, content }];
  const asked: Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, 'stream'>[] = [
    { model: 'gpt-4o', input },
    { model: 'gpt-6-luna', input, reasoning: { effort: 'low' } },
    { model: 'gpt-4o', input, text: { format: { type: 'json_schema', name: 'book', schema: TITLE, strict: true } } },
    {
      model: 'gpt-4o',
      input,
      tools: [{ type: 'function', name: 'record_title', parameters: TITLE, strict: true }],
      tool_choice: { type: 'function', name: 'record_title' },
    },
    { model: 'echo-0', input: 'x'.repeat(200), max_output_tokens: 16 },
  ];
  for (const request of asked) {
    const { id } = await openai.responses.create({ ...request, instructions: 'Be brief.', metadata: { run: 'a' } });
    await openai.responses.retrieve(id);
    await openai.responses.create({ model: 'echo-0', input: 'And?', previous_response_id: id });
    await openai.responses.delete(id);
    await openai.responses.stream(request).done();
  }
}

async function uploads(openai: OpenAI): Promise<void> {
  const begin = async () =>
    await openai.uploads.create({ filename: 'a.txt', purpose: 'vision', bytes: 1, mime_type: 'text/plain' });
  const { id } = await begin();
  const part = await openai.uploads.parts.create(id, { data: new File(['a'], 'part') });
  await openai.uploads.complete(id, { part_ids: [part.id] });
  await openai.uploads.cancel((await begin()).id);
}

describe('every response', () => {
  it('is what the official document says, over a whole script of good and bad calls', async () => {
    const openai = new OpenAI({ baseURL: harness.sandbox.url, apiKey: 'sk', maxRetries: 0, fetch: watching });
    const file = await openai.files.create({ purpose: 'fine-tune', file: await trainingFile(COVERS.slice(0, 12)) });
    await openai.files.retrieve(file.id);
    await openai.files.list({ purpose: 'fine-tune' });
    await (await openai.files.content(file.id)).text();
    const created = await openai.fineTuning.jobs.create({
      model: 'gpt-4o-2024-08-06',
      training_file: file.id,
      validation_file: file.id,
      metadata: { run: 'a' },
      method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2 } } },
    });
    const job = await ended(openai, created.id);
    await openai.fineTuning.jobs.list({ metadata: { run: 'a' } });
    await openai.fineTuning.jobs.listEvents(job.id, { limit: 100 });
    await openai.fineTuning.jobs.checkpoints.list(job.id);
    const cancelled = await openai.fineTuning.jobs.create({ model: 'gpt-4o', training_file: file.id });
    await openai.fineTuning.jobs.cancel(cancelled.id);
    await openai.models.list();
    await openai.models.retrieve(job.fine_tuned_model ?? '');
    const image = await printed([{ text: 'THE RED KITE', size: 34 }]);
    await ask(openai, job.fine_tuned_model ?? '', 'What is the title of this book?', image);
    await openai.chat.completions.create({
      model: 'gpt-4o',
      messages: asking('Who?', image),
      n: 2,
      max_completion_tokens: 1,
    });
    await storedOnes(openai, image);
    await responses(openai, image);
    await uploads(openai);
    const paused = await openai.fineTuning.jobs.create({ model: 'gpt-4o', training_file: file.id });
    await openai.fineTuning.jobs.pause(paused.id);
    await openai.fineTuning.jobs.resume(paused.id);
    await openai.models.delete(job.fine_tuned_model ?? '');
    await openai.files.delete(file.id);
    const bad = [
      () => openai.files.retrieve('file-none'),
      () => openai.fineTuning.jobs.retrieve('ftjob-none'),
      () => openai.fineTuning.jobs.create({ model: 'none', training_file: 'file-none' }),
      () => openai.models.retrieve('none'),
      () => openai.chat.completions.create({ model: 'none', messages: asking('Who?', image) }),
      () => openai.responses.create({ model: 'none', input: 'Who?' }),
      () => openai.responses.retrieve('resp_none'),
      () => openai.chat.completions.retrieve('chatcmpl-none'),
      () => openai.uploads.cancel('upload_none'),
    ];
    for (const call of bad) await expect(call()).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(faults).toEqual([]);
    expect([...seen].sort()).toEqual([...OPERATIONS].sort());
    expect(OPERATIONS).toHaveLength(29);
  });
});
