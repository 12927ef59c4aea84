import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { createWebhooks } from '../../activities/webhook.ts';
import { listenToWebhook, type WebhookListener } from '../fakes/webhook-listener.ts';

const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ok?').toString('base64')}`;
const names = { webhook: 'TEMPERA_WEBHOOK', secret: 'TEMPERA_WEBHOOK_SECRET' };
const event = { id: 'run-1/told/1/end', body: { text: 'Run run-1 ended: done — schön' } };

let listener: WebhookListener;
beforeEach(async () => {
  listener = await listenToWebhook();
});
afterEach(() => listener.close());

const webhooks = (environment: NodeJS.ProcessEnv = {}, options = {}) =>
  createWebhooks({ TEMPERA_WEBHOOK: listener.address, TEMPERA_WEBHOOK_SECRET: secret, ...environment }, options);

/** What is thrown must tell no address and no secret. */
async function messageOf(posted: Promise<void>): Promise<string> {
  const error = await posted.then(
    () => undefined,
    (error: Error) => error,
  );
  const said = `${error?.message} ${error?.stack} ${JSON.stringify(error)}`;
  expect(said).not.toMatch(/T0PSECRET|127\.0\.0\.1|whsec_[A-Za-z0-9]/);
  return error?.message ?? '';
}

describe('a webhook', () => {
  it('is signed so that those who know Standard Webhooks can tell who posted it', async () => {
    await webhooks().post(names, event);
    const [{ headers, content } = { headers: {}, content: '' }] = listener.heard;
    expect(JSON.parse(content)).toEqual(event.body);
    const client = new OpenAI({ apiKey: 'none' });
    await client.webhooks.verifySignature(content, headers as Record<string, string>, secret);
    const other = client.webhooks.verifySignature(`${content} `, headers as Record<string, string>, secret);
    await expect(other).rejects.toThrow();
  });

  it('has one id however often it is posted, and another for another event', async () => {
    for (const id of ['a', 'a', 'b']) await webhooks().post(names, { ...event, id });
    const [first, again, other] = listener.heard.map(({ headers }) => headers['webhook-id']);
    expect(first).toMatch(/^msg_[0-9a-f]{32}$/);
    expect([again === first, other === first]).toEqual([true, false]);
  });

  it('is posted unsigned where no secret is named', async () => {
    await webhooks().post({ webhook: names.webhook }, event);
    expect(listener.heard[0]?.headers).not.toHaveProperty('webhook-signature');
  });

  it('follows no redirect', async () => {
    const elsewhere = await listenToWebhook();
    listener.respond = (response) => response.writeHead(307, { location: elsewhere.address }).end();
    expect(await messageOf(webhooks().post(names, event))).toMatch(/HTTP 307, a redirect/);
    expect(elsewhere.heard).toEqual([]);
    await elsewhere.close();
  });

  it.each<[string, (listener: WebhookListener) => unknown, RegExp]>([
    ['refuses', (to) => (to.respond = (response) => response.writeHead(500).end('no')), /answered HTTP 500$/],
    [
      'is gone',
      (to) => to.close().then(() => (to.close = async () => undefined)),
      /cannot be reached \(ECONNREFUSED\)/,
    ],
    ['is silent', (to) => (to.respond = () => undefined), /cannot be reached \(TimeoutError\)/],
  ])('says in a word when it %s, and no address', async (_, break_, words) => {
    await break_(listener);
    expect(await messageOf(webhooks({}, { timeout: 300 }).post(names, event))).toMatch(words);
  });

  it.each([
    ['30', 30_000],
    ['0', undefined],
  ])('hands on a wait of %s s that it is asked for', async (seconds, wait) => {
    listener.respond = (response) => response.writeHead(429, { 'retry-after': seconds }).end();
    await expect(webhooks().post(names, event)).rejects.toMatchObject({ wait });
  });

  it('waits for no answer without end', async () => {
    listener.respond = (response) => {
      response.writeHead(200);
      const pour = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.on('close', () => clearInterval(pour));
    };
    await webhooks().post(names, event);
    expect(listener.heard).toHaveLength(1);
  });

  it('ends at once when it is told to', async () => {
    listener.respond = () => undefined;
    const stop = new AbortController();
    const posted = webhooks().post(names, { ...event, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    expect(await messageOf(posted)).toMatch(/AbortError/);
  });
});

describe('check', () => {
  it.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['no address', { TEMPERA_WEBHOOK: undefined }, /TEMPERA_WEBHOOK is not set .* Set it to the address/],
    ['an empty one', { TEMPERA_WEBHOOK: ' ' }, /TEMPERA_WEBHOOK is not set/],
    ['none of the web', { TEMPERA_WEBHOOK: 'file:///etc/T0PSECRET' }, /holds no address, such as https/],
    ['a user in it', { TEMPERA_WEBHOOK: 'https://T0PSECRET:x@host/' }, /without a user in it/],
    ['no secret', { TEMPERA_WEBHOOK_SECRET: '' }, /TEMPERA_WEBHOOK_SECRET is not set .*openssl rand/],
    ['another kind of secret', { TEMPERA_WEBHOOK_SECRET: 'T0PSECRET' }, /is no secret of Standard Webhooks/],
    ['a secret that is too short', { TEMPERA_WEBHOOK_SECRET: 'whsec_T0PSECRET' }, /24 to 64 bytes/],
  ])('names the variable that has %s, and not what it holds', async (_, environment, words) => {
    const checked = (async () => webhooks(environment).check(names))();
    expect(await messageOf(checked)).toMatch(words);
  });

  it('asks for no secret where none is named', () => {
    expect(() => webhooks({ TEMPERA_WEBHOOK_SECRET: '' }).check({ webhook: names.webhook })).not.toThrow();
  });
});
