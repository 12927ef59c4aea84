import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { ask, asking, COVERS, ended, type Harness, openHarness, printed, trainingFile } from '../harness.ts';
import { faultsOf, OPERATIONS, operationOf } from './document.ts';

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
    if (response.headers.get('content-type')?.includes('json')) {
      faults.push(...faultsOf(operation, response.status, await response.clone().json()));
    }
  }
  return response;
};

beforeAll(async () => {
  harness = await openHarness();
});
afterAll(async () => await harness.close());

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
    await openai.models.delete(job.fine_tuned_model ?? '');
    await openai.files.delete(file.id);
    const bad = [
      openai.files.retrieve('file-none'),
      openai.fineTuning.jobs.retrieve('ftjob-none'),
      openai.fineTuning.jobs.create({ model: 'none', training_file: 'file-none' }),
      openai.models.retrieve('none'),
      openai.chat.completions.create({ model: 'none', messages: asking('Who?', image) }),
    ];
    for (const call of bad) await expect(call).rejects.toBeInstanceOf(OpenAI.APIError);
    expect(faults).toEqual([]);
    expect([...seen].sort()).toEqual([...OPERATIONS].sort());
    expect(OPERATIONS).toHaveLength(15);
  });
});
