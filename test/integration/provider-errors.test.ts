import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChatRequest } from '../../domain/answering/chat.ts';
import type { Problem } from '../../domain/answering/problem.ts';
import type { Fault } from '../../packages/sandbox/faults/fault.ts';
import { createPatientProvider, defaultPatience } from '../../providers/patience.ts';
import { createThrottle } from '../../providers/throttle.ts';
import { never } from '../fakes/never.ts';
import { callTimeout, type FaultySandbox, startFaultySandbox } from './faulty-sandbox.ts';

let sandbox: FaultySandbox;
beforeAll(async () => {
  sandbox = await startFaultySandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

const request = async (): Promise<ChatRequest> => ({
  model: 'echo-0',
  messages: [{ role: 'user', content: 'Hello?' }],
  imageUrls: new Map(),
  temperature: 0,
  maxTokens: 20,
});
const ask = (throttle = createThrottle(4)) =>
  createPatientProvider(sandbox.provider, throttle, { ...defaultPatience, firstWait: 5, longestWait: 20 }).chat(
    request,
    never,
  );

const status = (status: number, more: object = {}) => ({ kind: 'status', status, ...more }) as Fault;

describe('a call that may succeed later', () => {
  it.each<[string, Fault]>([
    ['408', status(408)],
    ['409', status(409)],
    ['500', status(500)],
    ['503', status(503)],
    ['a connection cut before any work', { kind: 'cut' }],
    ['a response that is lost', { kind: 'lost-response' }],
    ['a first byte that comes too late', { kind: 'slow', ms: 2 * callTimeout }],
    ['a body that comes too late', { kind: 'trickle', ms: 3 * callTimeout, pieces: 30 }],
    ['half a body', { kind: 'truncated' }],
    ['a body that is not JSON', { kind: 'invalid-json' }],
    ['a completion without choices', { kind: 'empty-choices' }],
  ])('is made again after %s', async (_, fault) => {
    await sandbox.inflict(fault, { times: 1 });
    expect(await ask()).toMatchObject({ reply: { text: 'echo: Hello?' }, attempts: 2 });
  });

  it('waits for as long as a rate limit says, and shrinks the throttle', async () => {
    await sandbox.inflict(status(429, { code: 'rate_limit_exceeded', headers: { 'retry-after': '1' } }), { times: 1 });
    const throttle = createThrottle(4);
    const startedAt = performance.now();
    expect(await ask(throttle)).toMatchObject({ attempts: 2 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(995);
    expect(throttle.limit).toBe(2);
  });

  it('waits for as long as an overloaded provider says', async () => {
    await sandbox.inflict(status(503, { headers: { 'retry-after': '1' } }), { times: 1 });
    const startedAt = performance.now();
    expect(await ask()).toMatchObject({ attempts: 2 });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(995);
  });
});

describe('a call that no waiting mends', () => {
  const tooLarge = 'Request too large for echo-0 on tokens per min (TPM): Limit 30000, Requested 31000.';

  it.each<[string, Fault, Problem['action'], string]>([
    ['a spent quota', status(429, { code: 'insufficient_quota' }), 'blocked', 'insufficient_quota'],
    ['a spend limit', status(429, { code: 'billing_hard_limit_reached' }), 'blocked', 'billing_hard_limit_reached'],
    ['a wrong key', status(401, { code: 'invalid_api_key' }), 'blocked', 'invalid_api_key'],
    ['a balance that is spent', status(402), 'blocked', '402'],
    ['a filter of another name', status(422, { code: 'data_inspection_failed' }), 'refused', 'data_inspection_failed'],
    ['a request over the limit', status(429, { message: tooLarge }), 'failed', '429'],
    ['a content policy', status(400, { code: 'content_policy_violation' }), 'refused', 'content_policy_violation'],
    ['a bad image', status(400, { code: 'invalid_image_format' }), 'failed', 'invalid_image_format'],
    ['a model nobody knows', status(404, { code: 'model_not_found' }), 'missing', 'model_not_found'],
  ])('is made once: %s', async (_, fault, action, code) => {
    await sandbox.inflict(fault, { times: 1 });
    await expect(ask()).rejects.toMatchObject({ problem: { action, code, requestId: expect.any(String) } });
    expect(await sandbox.served('POST /chat/completions')).toBe(0);
  });

  it('is blocked where nothing is served, and fails where only this input is not', async () => {
    const forbidden = status(403, { code: 'unsupported_country' });
    await sandbox.inflict(forbidden);
    await expect(ask()).rejects.toMatchObject({ problem: { action: 'blocked', code: 'unsupported_country' } });
    await sandbox.reset();
    await sandbox.inflict(forbidden, { times: 1 });
    await expect(ask()).rejects.toMatchObject({ problem: { action: 'failed', code: 'unsupported_country' } });
  });

  it('says nothing of what was sent', async () => {
    await sandbox.inflict(status(400, { message: 'Invalid prompt: Hello?', code: 'invalid_prompt' }));
    await expect(ask()).rejects.toThrow(/^HTTP 400, code invalid_prompt, type invalid_request_error$/);
  });
});
