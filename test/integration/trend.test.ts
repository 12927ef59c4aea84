import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Message } from '../../domain/notify/message.ts';
import type { RunInput, RunResult } from '../../domain/run/run.ts';
import { runIdOfSlot, slotAt } from '../../domain/schedule/slot.ts';
import type { RunSpecInput } from '../../domain/spec/run-spec.ts';
import { publishRunRecord } from '../../runs/record.ts';
import { readTrend } from '../../runs/trend.ts';
import { taskQueue } from '../../workflows/contract.ts';
import { storeSchedule } from '../fakes/stored-schedule.ts';
import { listenToWebhook, type WebhookListener } from '../fakes/webhook-listener.ts';
import { type FaultySandbox, startFaultySandbox } from './faulty-sandbox.ts';
import { type Harness, startHarness } from './harness.ts';

let harness: Harness;
let sandbox: FaultySandbox;
let listener: WebhookListener;
beforeAll(async () => {
  [harness, sandbox, listener] = await Promise.all([startHarness(), startFaultySandbox(), listenToWebhook()]);
});
afterAll(async () => {
  await sandbox.close();
  await listener.close();
  await harness.close();
});

const questions = 80;
const runs = 6;

/** Which share of its answers each model has forgotten in one run after another. */
const models = {
  falling: { model: 'echo-0', shares: [0.05, 0.15, 0.25, 0.35, 0.45, 0.55] },
  steady: { model: 'echo-1', shares: [0.2] },
  wobbling: { model: 'echo-2', shares: [0.1, 0.4, 0.15, 0.05, 0.35, 0.3] },
};

function specOf(schedule: string, model: string): RunSpecInput {
  return {
    name: schedule,
    data: { source: { test: 'echoes.csv' }, columns: { question: 'question', answer: 'answer' } },
    prompt: { system: 'Say it again.', question: '{question}' },
    candidates: { model: { model } },
    limits: { reuseAnswers: false },
  };
}

async function complete(schedule: string, spec: RunSpecInput, day: number): Promise<void> {
  const slot = slotAt(new Date(Date.UTC(2026, 10, day)));
  const run = await harness.inputFor(runIdOfSlot(schedule, slot), spec, {
    schedule: { id: schedule, slot },
    notify: { webhook: 'TEMPERA_WEBHOOK', on: ['worse'] },
  });
  await publishRunRecord(harness.store, { startedAt: slot, workflow: 'evaluateCandidates', input: run });
  const { outcome } = await harness.client.workflow.execute<(run: RunInput) => Promise<RunResult>>(
    'evaluateCandidates',
    {
      workflowId: run.runId,
      taskQueue,
      args: [run],
    },
  );
  expect(outcome).toBe('done');
}

it('reports a model that gets worse with each run, and neither a steady nor a wobbling one', async () => {
  const rows = Array.from({ length: questions }, (_, row) => `Line ${row}.,echo: Line ${row}.`);
  await writeFile(path.join(harness.dataDirectory, 'echoes.csv'), ['question,answer', ...rows].join('\n'));
  for (const { model, shares } of Object.values(models))
    await sandbox.inflict({ kind: 'forgets', shares, text: '?' }, { model, contains: 'Line' });
  const work = async () => {
    const following = Object.entries(models).map(async ([schedule, { model }]) => {
      await storeSchedule(harness.store, schedule);
      for (let day = 1; day <= runs; day++) await complete(schedule, specOf(schedule, model), day);
    });
    await Promise.all(following);
    while (listener.heard.length === 0) await sleep(50);
  };
  await harness.withWorker(sandbox.provider, work, { environment: { TEMPERA_WEBHOOK: listener.address } });
  const [falling, steady, wobbling] = await Promise.all(
    Object.keys(models).map((schedule) => readTrend(harness.store, schedule)),
  );
  expect(falling).toMatchObject({
    word: 'worse',
    metric: 'normalised',
    segments: [{ models: expect.stringContaining('echo-0') }],
  });
  expect(falling?.runs.map(({ state }) => state)).toEqual(Array(runs).fill('tested'));
  expect(steady).toMatchObject({ word: 'nothing' });
  expect(wobbling?.word).not.toBe('worse');
  expect(wobbling?.by?.k).toBe(3);

  const told = listener.heard.map(({ content }) => JSON.parse(content) as Message);
  expect(told).toEqual([
    expect.objectContaining({
      event: 'worse',
      run: falling?.by?.run,
      text: expect.stringMatching(/^Schedule falling gets worse\. The score falls by .* points a run over/),
    }),
  ]);
});
