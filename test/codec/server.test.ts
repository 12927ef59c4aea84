import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCodecKeys } from '../../codec/keys.ts';
import { createPayloadCodec } from '../../codec/payload-codec.ts';
import { createCodecServer } from '../../codec/server.ts';

const ui = 'http://localhost:8233';
let server: Server;
let address: string;
beforeAll(async () => {
  const keys = readCodecKeys({ TEMPERA_CODEC_KEYS: `a:${randomBytes(32).toString('base64')}` });
  if (!keys) throw new Error('no keys');
  server = createCodecServer(createPayloadCodec(keys), [ui]).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

const base64 = (text: string) => Buffer.from(text).toString('base64');
const plain = { payloads: [{ metadata: { encoding: base64('json/plain') }, data: base64('"said"') }] };

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${address}${path}`, { method: 'POST', body: text, headers });
}

describe('a codec server', () => {
  it('encrypts and decrypts for a page of the UI', async () => {
    const sealed = await (await post('/encode', plain, { origin: ui })).json();
    expect(JSON.stringify(sealed)).not.toContain(base64('"said"'));
    const response = await post('/decode', sealed, { origin: ui, 'x-namespace': 'default' });
    expect(response.headers.get('access-control-allow-origin')).toBe(ui);
    expect(await response.json()).toEqual(plain);
  });

  it('answers what a page asks before', async () => {
    const response = await fetch(`${address}/decode`, { method: 'OPTIONS', headers: { origin: ui } });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toContain('x-namespace');
  });

  it.each([
    ['a page of another origin', 403, () => post('/decode', plain, { origin: 'https://elsewhere.example' })],
    ['another path', 404, () => post('/', plain)],
    ['another method', 404, () => fetch(`${address}/decode`)],
    ['what is no JSON', 400, () => post('/decode', '{')],
    ['payloads of another form', 400, () => post('/decode', { payloads: [{ metadata: { encoding: 1 } }] })],
    ['what cannot be decrypted', 400, () => post('/decode', sealedBy('b'))],
    ['a body without end', 413, () => post('/decode', 'x'.repeat(16 * 1024 * 1024 + 1))],
  ])('refuses %s', async (_, status, ask) => {
    const response = await ask();
    expect(response.status).toBe(status);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('refuses a name that only leads to this machine', async () => {
    const asked = request(`${address}/decode`, { method: 'POST', headers: { host: 'rebound.example' } });
    asked.end('{}');
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(403);
    response.resume();
  });
});

function sealedBy(id: string) {
  const metadata = { encoding: base64('binary/encrypted'), 'encryption-key-id': base64(id) };
  return { payloads: [{ metadata, data: base64('x'.repeat(40)) }] };
}
