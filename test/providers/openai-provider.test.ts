import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChatRequest } from '../../domain/answering/chat.ts';
import { mostBytes } from '../../providers/response-bound.ts';
import { type HttpProvider, secretKey, startHttpProvider } from '../fakes/http-provider.ts';

let server: HttpProvider;
beforeAll(async () => {
  server = await startHttpProvider();
});
afterAll(() => server.close());
beforeEach(() => {
  server.received.length = 0;
});

const request: ChatRequest = {
  model: 'm',
  messages: [{ role: 'user', content: 'Is this the whole question?' }],
  imageUrls: new Map(),
};
const ask = () => server.provider.chat(request);
const completion = (content: string) => ({ model: 'm', choices: [{ finish_reason: 'stop', message: { content } }] });

describe('a body', () => {
  it('is read to a bound, decompressed', async () => {
    const body = gzipSync(JSON.stringify(completion('A'.repeat(mostBytes))));
    server.answer = () => ({ body, headers: { 'content-encoding': 'gzip' } });
    await expect(ask()).rejects.toMatchObject({ problem: { action: 'retry', code: 'unreadable', status: 200 } });
  });

  it('may be long', async () => {
    server.answer = () => ({ body: completion('A'.repeat(1_000_000)) });
    expect((await ask()).text).toHaveLength(1_000_000);
  });

  it.each([
    ['no JSON', { body: '{"choices": [' }],
    ['nothing', { body: '' }],
    ['a page', { body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['no content', { status: 204, body: '' }],
  ])('cannot be read: %s', async (_, reply) => {
    server.answer = () => reply;
    await expect(ask()).rejects.toMatchObject({ problem: { code: 'unreadable', status: 200 } });
  });
});

describe('an error', () => {
  it.each([
    ['as OpenAI tells it', { error: { code: 'content_filter', message: 'no' } }],
    ['without the word error', { object: 'error', code: 'DataInspectionFailed', message: 'no' }],
    ['in a list', [{ error: { code: 400, message: 'harmful content', status: 'INVALID_ARGUMENT' } }]],
    ['as a text', { error: 'Content violates usage guidelines', code: 'some words' }],
    ['as a detail', { detail: 'it was flagged: was flagged by moderation' }],
  ])('is understood %s', async (_, body) => {
    server.answer = () => ({ status: 400, body });
    await expect(ask()).rejects.toMatchObject({ problem: { action: 'refused', status: 400 } });
  });

  it('may be a page, or nothing, or endless', async () => {
    server.answer = () => ({ status: 502, body: '<html><title>Bad gateway</title></html>' });
    await expect(ask()).rejects.toMatchObject({ problem: { action: 'retry', code: '502', said: 'Bad gateway' } });
    server.answer = () => ({ status: 400, body: '' });
    await expect(ask()).rejects.toMatchObject({ problem: { action: 'failed', code: '400' } });
    server.answer = () => ({ status: 401, body: { error: { code: 'c'.repeat(2 * mostBytes) } } });
    await expect(ask()).rejects.toMatchObject({ problem: { action: 'blocked', message: 'HTTP 401' } });
  });

  it('is told without our key and without the question', async () => {
    const message = `Key ${secretKey} may not ask "Is this the whole question?"`;
    server.answer = () => ({ status: 400, body: { error: { message, code: secretKey } } });
    await expect(ask()).rejects.toMatchObject({
      problem: { message: 'HTTP 400', said: 'Key [key] may not ask "…"' },
    });
  });

  it('is a redirect: the question goes to nobody else', async () => {
    server.answer = () => ({ status: 307, headers: { location: `${server.url}/elsewhere` } });
    await expect(ask()).rejects.toMatchObject({ problem: { action: 'blocked', code: '307' } });
    expect(server.received).toHaveLength(1);
  });
});
