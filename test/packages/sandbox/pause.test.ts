import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type OpenAI from 'openai';
import { COVERS, ended, type Harness, openHarness, trainingFile } from './harness.ts';

let harness: Harness;
let training: string;
const jobs = () => harness.openai.fineTuning.jobs;

beforeAll(async () => {
  harness = await openHarness();
  const file = await trainingFile(COVERS.slice(0, 12));
  training = (await harness.openai.files.create({ purpose: 'fine-tune', file })).id;
});
afterAll(async () => await harness.close());

const begin = async () => await jobs().create({ model: 'gpt-4o', training_file: training, seed: 1 });
const statusOf = async (id: string): Promise<string> => (await jobs().retrieve(id)).status;
const messagesOf = async ({ id }: OpenAI.FineTuning.FineTuningJob) =>
  (await Array.fromAsync(jobs().listEvents(id, { limit: 100 }))).map(({ message }) => message).toReversed();

describe('a paused job', () => {
  it('waits, through a restart too, and ends with the same model once it is resumed', async () => {
    const undisturbed = await ended(harness.openai, (await begin()).id);
    const job = await begin();
    const paused: { status: string } = await jobs().pause(job.id);
    expect(paused.status).toBe('paused');
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await statusOf(job.id)).toBe('paused');
    await harness.restart();
    expect(await statusOf(job.id)).toBe('paused');
    expect((await jobs().resume(job.id)).status).toBe('queued');
    expect(await ended(harness.openai, job.id)).toMatchObject({
      status: 'succeeded',
      fine_tuned_model: undisturbed.fine_tuned_model,
    });
    const messages = await messagesOf(job);
    expect(messages.filter((message) => /paused|resumed/.test(message))).toHaveLength(2);
    expect(new Set(messages).size).toBe(messages.length);
  });

  it('can be paused and resumed in a row, however far it has come', async () => {
    const { id } = await begin();
    for (let round = 0; round < 5; round += 1) {
      await jobs().pause(id);
      await jobs().resume(id);
    }
    expect((await ended(harness.openai, id)).status).toBe('succeeded');
  });

  it('can be cancelled, and one that has ended or goes on is neither paused nor resumed', async () => {
    const { id } = await begin();
    await expect(jobs().resume(id)).rejects.toMatchObject({ status: 400, code: 'invalid_job_status' });
    await jobs().pause(id);
    await expect(jobs().pause(id)).rejects.toMatchObject({ status: 400, code: 'invalid_job_status' });
    expect((await jobs().cancel(id)).status).toBe('cancelled');
    await expect(jobs().pause(id)).rejects.toMatchObject({ status: 400 });
    await expect(jobs().resume(id)).rejects.toMatchObject({ status: 400 });
    await expect(jobs().pause('ftjob-none')).rejects.toMatchObject({ status: 404 });
  });
});
