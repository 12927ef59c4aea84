import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { ask, COVERS, ended, type Harness, openHarness, printed, trainingFile } from './harness.ts';

let harness: Harness;
let job: OpenAI.FineTuning.FineTuningJob;
let unseen: string;

beforeAll(async () => {
  harness = await openHarness();
  const { openai } = harness;
  const file = await openai.files.create({ purpose: 'fine-tune', file: await trainingFile(COVERS) });
  const created = await openai.fineTuning.jobs.create({
    model: 'gpt-4o-2024-08-06',
    training_file: file.id,
    validation_file: file.id,
    suffix: 'covers',
    seed: 7,
    metadata: { run: 'one' },
  });
  expect(created).toMatchObject({ status: 'validating_files', error: { code: null, message: null, param: null } });
  job = await ended(openai, created.id);
  unseen = await printed([
    { text: 'THE MIRROR OF LAKES', size: 34 },
    { text: 'JAMES FORD', size: 22 },
  ]);
});
afterAll(async () => await harness.close());

describe('a fine-tuning job', () => {
  it('ends with a tuned model, trained tokens and a result file', async () => {
    expect(job).toMatchObject({
      status: 'succeeded',
      fine_tuned_model: expect.stringMatching(/^ft:gpt-4o-2024-08-06:tempera-sandbox:covers:\w{8}$/),
      seed: 7,
      hyperparameters: { n_epochs: 3 },
    });
    expect(job.trained_tokens).toBeGreaterThan(1000);
    const results = await harness.openai.files.content(job.result_files[0] ?? '');
    expect((await results.text()).split('\n')[0]).toBe(
      'step,train_loss,train_mean_token_accuracy,valid_loss,valid_mean_token_accuracy',
    );
  });

  it('tells its steps as events, newest first, and its epochs as checkpoints', async () => {
    const { data } = await harness.openai.fineTuning.jobs.listEvents(job.id, { limit: 100 });
    expect(data[0]?.message).toBe('The job has successfully completed');
    expect(data.at(-1)?.message).toBe(`Created fine-tuning job: ${job.id}`);
    const losses = data.filter(({ type }) => type === 'metrics').map(({ data: metrics }) => Object(metrics).train_loss);
    expect(losses).toHaveLength(24);
    expect(losses[0]).toBeLessThan(losses.at(-1));
    const checkpoints = await harness.openai.fineTuning.jobs.checkpoints.list(job.id);
    expect(checkpoints.data.map(({ step_number }) => step_number)).toEqual([24, 16, 8]);
    expect(checkpoints.data[0]?.metrics.full_valid_loss).toBeGreaterThan(0);
  });

  it('is found by its metadata and by nothing else', async () => {
    const { jobs } = harness.openai.fineTuning;
    expect((await jobs.list({ metadata: { run: 'one' } })).data.map(({ id }) => id)).toEqual([job.id]);
    expect((await jobs.list({ metadata: { run: 'two' } })).data).toEqual([]);
  });

  it('teaches the tuned model to write titles its way, while the base answers as printed', async () => {
    const question = 'What is the title of this book?';
    expect(await ask(harness.openai, 'gpt-4o', question, unseen)).toBe('THE MIRROR OF LAKES');
    expect(await ask(harness.openai, job.fine_tuned_model ?? '', question, unseen)).toBe('The Mirror of Lakes');
    expect(await ask(harness.openai, job.fine_tuned_model ?? '', 'Who wrote this book?', unseen)).toBe('James Ford');
  });

  it('leaves checkpoints that answer too', async () => {
    const { data } = await harness.openai.fineTuning.jobs.checkpoints.list(job.id);
    const earliest = data.at(-1)?.fine_tuned_model_checkpoint ?? '';
    expect(earliest).toMatch(/:ckpt-step-8$/);
    expect(await ask(harness.openai, earliest, 'Who wrote this book?', unseen)).toBe('James Ford');
  });

  it('gives the same model again for the same lines and seed', async () => {
    const { openai } = harness;
    const file = await openai.files.create({ purpose: 'fine-tune', file: await trainingFile(COVERS, 'renamed.jsonl') });
    const again = await openai.fineTuning.jobs.create({
      model: 'gpt-4o',
      training_file: file.id,
      suffix: 'covers',
      seed: 7,
    });
    expect((await ended(openai, again.id)).fine_tuned_model).toBe(job.fine_tuned_model);
  });
});

describe('a job that cannot succeed', () => {
  const failedJob = async (lines: string[]) => {
    const { openai } = harness;
    const file = await openai.files.create({ purpose: 'fine-tune', file: new File(lines, 'bad.jsonl') });
    const { id } = await openai.fineTuning.jobs.create({ model: 'gpt-4o-2024-08-06', training_file: file.id });
    return await ended(openai, id);
  };
  const line = (answer: unknown) =>
    `${JSON.stringify({
      messages: [
        { role: 'user', content: 'Question?' },
        { role: 'assistant', content: answer },
      ],
    })}\n`;

  it('fails with fewer than ten examples', async () => {
    expect(await failedJob(new Array(9).fill(line('yes')))).toMatchObject({
      status: 'failed',
      error: { code: 'invalid_n_examples', param: 'training_file', message: expect.stringContaining('9 example(s)') },
    });
  });

  it('fails with the number of a line that is no JSON', async () => {
    const lines = [...new Array<string>(11).fill(line('yes')), '{"messages": [\n'];
    expect((await failedJob(lines)).error).toMatchObject({ message: expect.stringContaining('Line 12') });
  });

  it('fails when the assistant shows an image', async () => {
    const image = [{ type: 'image_url', image_url: { url: await printed([{ text: 'NO', size: 34 }]) } }];
    const job = await failedJob(new Array(12).fill(line(image)));
    expect(job.error?.message).toContain('images are not allowed in assistant messages');
  });

  it('leaves out lines that cannot be used, says so, and goes on', async () => {
    const { openai } = harness;
    const whole = (await (await trainingFile(COVERS)).text()).split('\n');
    const base64 = /base64,([^"]+)/.exec(whole[3] ?? '')?.[1] ?? '';
    whole[3] = whole[3]?.replace(base64, base64.slice(0, base64.length / 2)) ?? '';
    whole[5] = whole[5]?.replace(/data:image\/jpeg;base64,[^"]+/, 'data:image/jpeg;base64,AAAA') ?? '';
    const file = await openai.files.create({ purpose: 'fine-tune', file: new File([whole.join('\n')], 'holes.jsonl') });
    const { id } = await openai.fineTuning.jobs.create({ model: 'gpt-4o-2024-08-06', training_file: file.id });
    expect((await ended(openai, id)).status).toBe('succeeded');
    const { data } = await openai.fineTuning.jobs.listEvents(id, { limit: 100 });
    expect(data.filter(({ level }) => level === 'warn').map(({ message }) => message)).toEqual([
      'Skipped example 4 of the training file: an image has an invalid format',
      'Skipped example 6 of the training file: an image has an invalid format',
    ]);
  });

  it('is cancelled while it works, and stays so', async () => {
    const { openai } = harness;
    const file = await openai.files.create({ purpose: 'fine-tune', file: await trainingFile(COVERS.toReversed()) });
    const { id } = await openai.fineTuning.jobs.create({ model: 'gpt-4o-2024-08-06', training_file: file.id });
    expect(await openai.fineTuning.jobs.cancel(id)).toMatchObject({ status: 'cancelled', fine_tuned_model: null });
    await expect(openai.fineTuning.jobs.cancel(id)).rejects.toMatchObject({ status: 400 });
    expect((await openai.fineTuning.jobs.retrieve(id)).status).toBe('cancelled');
  });

  it('is refused at once for a model, a file or a purpose that does not do', async () => {
    const { openai } = harness;
    const create = async (body: object) =>
      await openai.fineTuning.jobs.create({ model: 'gpt-4o-2024-08-06', training_file: 'file-none', ...body });
    await expect(create({ model: 'gpt-6-luna' })).rejects.toMatchObject({ status: 400, code: 'model_not_available' });
    await expect(create({})).rejects.toMatchObject({ status: 400, param: 'training_file' });
    await expect(create({ seed: -1 })).rejects.toMatchObject({ status: 400, param: 'seed' });
    await expect(create({ hyperparameters: { n_epochs: 99 } })).rejects.toMatchObject({ status: 400 });
  });
});
