import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { createTemperaClient, type TemperaClient } from '../../client/tempera-client.ts';
import type { Message } from '../../domain/notify/message.ts';
import { type RunSpec, type RunSpecInput, RunSpecSchema } from '../../domain/spec/run-spec.ts';
import { ProviderError } from '../../providers/port.ts';
import { createFakeProvider } from '../fakes/fake-provider.ts';
import { listenToWebhook, type WebhookListener } from '../fakes/webhook-listener.ts';
import { type Harness, quickSettings as settings, smallSpec, startHarness } from './harness.ts';
import { lastStatus } from './last-status.ts';

let harness: Harness;
let tempera: TemperaClient;
let listener: WebhookListener;
beforeAll(async () => {
  [harness, listener] = await Promise.all([startHarness(), listenToWebhook()]);
  const { client: temporal, store, dataDirectory } = harness;
  tempera = createTemperaClient({ temporal, store, dataDirectory });
});
afterAll(() => Promise.all([harness.close(), listener.close()]));
beforeEach(() => {
  listener.heard.length = 0;
  listener.respond = (response) => response.writeHead(204).end();
});

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ok?').toString('base64')}`;
const environment = () => ({ TEMPERA_WEBHOOK: listener.address, TEMPERA_WEBHOOK_SECRET: secret });
const { judge: _, fineTune: __, verdict: ___, ...alone } = smallSpec;
const specWith = (notify: Partial<RunSpecInput['notify']> = {}, more: Partial<RunSpecInput> = {}) =>
  RunSpecSchema.parse({
    ...alone,
    data: { ...smallSpec.data, take: { train: 3, test: 2 } },
    candidates: { base: { model: 'base-model' } },
    notify: { webhook: 'TEMPERA_WEBHOOK', secret: 'TEMPERA_WEBHOOK_SECRET', ...notify },
    ...more,
  }) as RunSpec;

let runs = 0;
const newId = () => `notify-${process.env['JEST_WORKER_ID']}-${Date.now()}-${++runs}`;
const messages = () => listener.heard.map(({ content }) => JSON.parse(content) as Message);

async function untilHeard(count: number): Promise<void> {
  while (listener.heard.length < count) await sleep(20);
}

/** All that the server keeps of a workflow, its payloads as they read. */
async function historyOf(workflowId: string): Promise<string> {
  const history = JSON.stringify(await harness.client.workflow.getHandle(workflowId).fetchHistory());
  return history.replaceAll(/"data":"([^"]*)"/g, (_, data: string) => Buffer.from(data, 'base64').toString());
}

describe('a run whose spec says notify', () => {
  it('tells that it is done, though the webhook was down: signed, with one id, and without being waited for', async () => {
    listener.respond = (response) => response.writeHead(503).end();
    const { runId } = await tempera.startRun(specWith(), { runId: newId(), settings });
    await harness.withWorker(
      createFakeProvider(),
      async () => {
        expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'done' });
        await untilHeard(3);
        listener.respond = (response) => response.writeHead(200).end();
        const teller = harness.client.workflow.getHandle(`${runId}/told/1/end`);
        await teller.result();
      },
      { environment: environment() },
    );
    const report = expect.stringContaining(`${runId}/revisions/1/report/report.html`);
    expect(messages().at(-1)).toMatchObject({ event: 'done', run: runId, outcome: 'done', report });
    expect(new Set(listener.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(messages().map((message) => JSON.stringify(message))).size).toBe(1);
    const client = new OpenAI({ apiKey: 'none' });
    for (const { content, headers } of listener.heard) {
      await client.webhooks.verifySignature(content, headers as Record<string, string>, secret);
    }
    const kept = (await historyOf(runId)) + (await historyOf(`${runId}/told/1/end`));
    expect(kept).toContain('TEMPERA_WEBHOOK');
    expect(kept).not.toMatch(/T0PSECRET|whsec_/);
  });

  it('tells each time that it waits for a person, and only of what is asked', async () => {
    const provider = createFakeProvider();
    const { answer } = provider;
    let isRevoked = true;
    const revoked = () => new ProviderError({ action: 'blocked', code: '402', message: 'HTTP 402' });
    provider.answer = (request) => (isRevoked ? Promise.reject(revoked()) : answer(request));
    const spec = specWith({ on: ['blocked'] }, { approval: 'required' });
    const { runId } = await tempera.startRun(spec, { runId: newId(), settings });
    await harness.withWorker(
      provider,
      async () => {
        expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'waiting' });
        await untilHeard(1);
        await tempera.approveRun(runId, { by: 'Ada' });
        expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'blocked' });
        await untilHeard(2);
        isRevoked = false;
        await tempera.resumeRun(runId);
        expect(await lastStatus(tempera, runId)).toMatchObject({ state: 'done' });
      },
      { environment: environment() },
    );
    expect(messages().map(({ event, reason }) => [event, reason])).toEqual([
      ['blocked', expect.stringMatching(/approved before it pays \(money: /)],
      ['blocked', 'HTTP 402'],
    ]);
    expect(new Set(listener.heard.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  it('tells that it failed, and why, unless somebody has cancelled it', async () => {
    const provider = createFakeProvider();
    provider.models.clear();
    const failing = await tempera.startRun(specWith(), { runId: newId(), settings });
    const cancelled = await tempera.startRun(specWith(), { runId: newId(), settings });
    await tempera.cancelRun(cancelled.runId);
    await harness.withWorker(
      provider,
      async () => {
        expect(await lastStatus(tempera, failing.runId)).toMatchObject({ state: 'failed' });
        expect(await lastStatus(tempera, cancelled.runId)).toMatchObject({ state: 'cancelled' });
        await untilHeard(1);
        await harness.client.workflow.getHandle(`${failing.runId}/told/1/end`).result();
      },
      { environment: environment() },
    );
    const reason = expect.stringMatching(/does not serve model "base-model"/);
    expect(messages()).toMatchObject([{ event: 'failed', run: failing.runId, reason }]);
  });

  it('ends before anything is paid where the worker lacks the variable, which it names', async () => {
    const provider = createFakeProvider();
    const { runId } = await tempera.startRun(specWith(), { runId: newId(), settings });
    await harness.withWorker(provider, async () => {
      const message = expect.stringMatching(
        /TEMPERA_WEBHOOK is not set in the environment of the worker.* Nothing was paid/,
      );
      expect(await lastStatus(tempera, runId)).toMatchObject({
        state: 'failed',
        stage: 'planning',
        failure: { type: 'CannotStart', message },
      });
    });
    expect([provider.asked, provider.probed]).toEqual([[], []]);
  });
});
